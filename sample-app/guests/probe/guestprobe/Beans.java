package guestprobe;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;

/** Names and types of the beans of a context, without creating any. */
final class Beans {

	private Beans() {
	}

	static void append(int number, ConfigurableApplicationContext context, boolean sole, StringBuilder text) {
		ConfigurableListableBeanFactory beans = context.getBeanFactory();
		Set<String> names = new TreeSet<>(Arrays.asList(beans.getBeanDefinitionNames()));
		names.addAll(Arrays.asList(beans.getSingletonNames()));
		Set<Class<?>> types = new LinkedHashSet<>();
		for (String name : names) {
			Object bean = beans.getSingleton(name);
			Class<?> type = (bean != null) ? bean.getClass() : beans.getType(name, false);
			type = injectable(name, type);
			if (own(name, type)) {
				continue;
			}
			collect(type, types);
			text.append("bean ").append(number).append(' ').append(name).append(" -> ").append(describe(type));
			if (bean == null && beans.containsBeanDefinition(name) && beans.getBeanDefinition(name).isSingleton()) {
				text.append(" (not created)");
			}
			text.append('\n');
		}
		if (sole) {
			appendSole(number, beans, types, text);
		}
	}

	/** A bean of the application that is of a subclass of the starter's can be injected as before. */
	private static Class<?> injectable(String name, Class<?> type) {
		boolean subclass = type != null && type.getName().startsWith("io.softlanding.") && !name.startsWith("softlanding")
				&& type.getSuperclass() != null && type.getSuperclass() != Object.class;
		return subclass ? type.getSuperclass() : type;
	}

	/** The types that can be injected without a qualifier. */
	private static void appendSole(int number, ConfigurableListableBeanFactory beans, Set<Class<?>> types,
			StringBuilder text) {
		TreeMap<String, String> lines = new TreeMap<>();
		for (Class<?> type : types) {
			List<String> candidates = new ArrayList<>();
			String primary = null;
			for (String name : beans.getBeanNamesForType(type, true, false)) {
				BeanDefinition definition = beans.containsBeanDefinition(name) ? beans.getMergedBeanDefinition(name) : null;
				if (definition == null || candidate(definition)) {
					candidates.add(name);
				}
				if (definition != null && definition.isPrimary()) {
					primary = name;
				}
			}
			String name = (candidates.size() == 1) ? candidates.get(0) : primary;
			if (name != null) {
				lines.put(type.getName(), name);
			}
		}
		lines.forEach((type, name) -> text.append("sole ").append(number).append(' ').append(type).append(" = ").append(name)
			.append('\n'));
	}

	private static boolean candidate(BeanDefinition definition) {
		return definition.isAutowireCandidate()
				&& (!(definition instanceof AbstractBeanDefinition bean) || bean.isDefaultCandidate());
	}

	private static boolean own(String name, Class<?> type) {
		return name.startsWith("softlanding") || name.startsWith("io.softlanding")
				|| name.startsWith("guestprobe") || (type != null && type.getName().startsWith("io.softlanding"));
	}

	private static void collect(Class<?> type, Set<Class<?>> types) {
		if (type == null || type.getName().startsWith("java.lang.") || type.getName().startsWith("io.softlanding")) {
			return;
		}
		if (!type.isSynthetic() && !type.isHidden() && !Proxy.isProxyClass(type)) {
			types.add(type);
		}
		collect(type.getSuperclass(), types);
		for (Class<?> each : type.getInterfaces()) {
			collect(each, types);
		}
	}

	private static String describe(Class<?> type) {
		if (type == null) {
			return "null";
		}
		if (Proxy.isProxyClass(type)) {
			return "proxy of " + Arrays.stream(type.getInterfaces()).map(Class::getName).toList();
		}
		return type.getName();
	}

}
