package io.softlanding.drain;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ClassUtils;

/**
 * Adds the health contributor {@code softlanding}, which says why traffic is refused. Its
 * interface has another package in Spring Boot 3 than in Spring Boot 4, so that no class
 * can implement both.
 */
final class ReadinessHealth implements ImportBeanDefinitionRegistrar, EnvironmentAware {

	private static final String[] PACKAGES = { "org.springframework.boot.health.contributor",
			"org.springframework.boot.actuate.health" };

	private @Nullable Environment environment;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		ConfigurableListableBeanFactory beans = (ConfigurableListableBeanFactory) registry;
		for (String location : PACKAGES) {
			Class<?> type = find(location + ".HealthIndicator", beans.getBeanClassLoader());
			Class<?> health = find(location + ".Health", beans.getBeanClassLoader());
			if (type != null && health != null && isEnabled()) {
				RootBeanDefinition indicator = new RootBeanDefinition(type);
				indicator.setInstanceSupplier(() -> Proxy.newProxyInstance(type.getClassLoader(),
						new Class<?>[] { type }, new Indicator(beans.getBean(ReadinessGate.class), health)));
				registry.registerBeanDefinition("softlandingHealthIndicator", indicator);
				return;
			}
		}
	}

	private static @Nullable Class<?> find(String name, @Nullable ClassLoader loader) {
		return ClassUtils.isPresent(name, loader) ? ClassUtils.resolveClassName(name, loader) : null;
	}

	/** As Spring Boot's own indicators are. */
	private boolean isEnabled() {
		Environment environment = this.environment;
		return environment == null || environment.getProperty("management.health.softlanding.enabled", Boolean.class,
				environment.getProperty("management.health.defaults.enabled", Boolean.class, true));
	}

	/**
	 * Answers {@code health()}; everything else that there is has a default.
	 */
	private record Indicator(ReadinessGate gate, Class<?> health) implements InvocationHandler {

		@Override
		public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
				throws Throwable {
			if (method.isDefault()) {
				return InvocationHandler.invokeDefault(proxy, method, arguments);
			}
			return switch (method.getName()) {
				case "health" -> answer();
				case "equals" -> arguments != null && proxy == arguments[0];
				case "hashCode" -> System.identityHashCode(proxy);
				default -> "readiness of Softlanding";
			};
		}

		private Object answer() throws ReflectiveOperationException {
			Set<String> reasons = this.gate.reasons();
			Object builder = this.health.getMethod("status", String.class)
				.invoke(null, reasons.isEmpty() ? "UP" : "OUT_OF_SERVICE");
			if (!reasons.isEmpty()) {
				builder.getClass()
					.getMethod("withDetail", String.class, Object.class)
					.invoke(builder, "reasons", reasons);
			}
			return builder.getClass().getMethod("build").invoke(builder);
		}

	}

}
