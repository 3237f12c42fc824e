/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.config;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.target.AbstractBeanFactoryBasedTargetSource;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Beans of a context without those of its parents, which belong to the drain of the
 * parent.
 */
public final class LocalBeans {

	private LocalBeans() {
	}

	/**
	 * Returns whether a bean stands for others that its scope makes when they are needed,
	 * each of which is post-processed itself. Any call to it may make one, or fail where
	 * the scope is not active.
	 * @param bean any bean
	 * @return {@code true} for a proxy of a scope
	 */
	public static boolean isScoped(Object bean) {
		return bean instanceof Advised proxy && proxy.getTargetSource() instanceof AbstractBeanFactoryBasedTargetSource;
	}

	/**
	 * Returns the singletons of a type that exist already, as Spring finds lifecycle
	 * beans when it stops them: no bean is made, and of a factory, the factory itself
	 * counts.
	 * @param beans the bean factory
	 * @param type the type
	 * @return the beans that this context defines, by name
	 */
	public static <T> Map<String, T> existing(ConfigurableListableBeanFactory beans, Class<T> type) {
		Map<String, T> existing = new LinkedHashMap<>();
		for (String name : beans.getBeanNamesForType(type, false, false)) {
			String plain = BeanFactoryUtils.transformedBeanName(name);
			Object bean = beans.getSingleton(plain);
			if (type.isInstance(bean)) {
				existing.put(plain, type.cast(bean));
			}
		}
		return existing;
	}

	/**
	 * Returns the beans of a type in their order, and what features have of it.
	 * @param context whose beans are wanted
	 * @param type the type
	 * @return the beans that this context defines
	 */
	public static <T> Stream<T> of(ConfigurableApplicationContext context, Class<T> type) {
		return Stream.concat(beans(context, type),
				beans(context, Parts.class).flatMap((parts) -> parts.parts().stream())
					.filter(type::isInstance)
					.map(type::cast));
	}

	private static <T> Stream<T> beans(ConfigurableApplicationContext context, Class<T> type) {
		if (context.getBeanFactory().getParentBeanFactory() == null) {
			return context.getBeanProvider(type).orderedStream();
		}
		Set<T> local = Collections.newSetFromMap(new IdentityHashMap<>());
		local.addAll(context.getBeansOfType(type).values());
		return context.getBeanProvider(type).orderedStream().filter(local::contains);
	}

}
