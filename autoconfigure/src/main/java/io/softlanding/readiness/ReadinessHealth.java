/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.readiness;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

/**
 * Adds the health contributor {@code softlanding}, which says why traffic is refused,
 * where {@code management.health.softlanding.enabled} asks for it. Its interface has
 * another package in Spring Boot 3 than in Spring Boot 4, so that no class can implement
 * both.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("management.health.softlanding.enabled")
public class ReadinessHealth {

	private static final List<String> PACKAGES = List.of("org.springframework.boot.health.contributor",
			"org.springframework.boot.actuate.health");

	@Bean
	FactoryBean<?> softlandingHealthIndicator(ObjectProvider<ReadinessGate> gate,
			ConfigurableApplicationContext context) {
		return new IndicatorFactory(gate, context.getClassLoader());
	}

	/** Returns {@code HealthIndicator} or {@code Health} as far as they are there. */
	private static Stream<Class<?>> types(String name, @Nullable ClassLoader loader) {
		return PACKAGES.stream()
			.map((location) -> location + "." + name)
			.filter((type) -> ClassUtils.isPresent(type, loader))
			.map((type) -> ClassUtils.resolveClassName(type, loader));
	}

	/** Makes the indicator, or nothing where there is no health. */
	private static final class IndicatorFactory implements FactoryBean<Object> {

		private final ObjectProvider<ReadinessGate> gate;

		private final @Nullable Class<?> type;

		private final @Nullable Class<?> health;

		IndicatorFactory(ObjectProvider<ReadinessGate> gate, @Nullable ClassLoader loader) {
			this.gate = gate;
			this.type = types("HealthIndicator", loader).findFirst().orElse(null);
			this.health = types("Health", loader).findFirst().orElse(null);
		}

		@Override
		public @Nullable Class<?> getObjectType() {
			return this.type;
		}

		@Override
		public @Nullable Object getObject() {
			Class<?> type = this.type;
			Class<?> health = this.health;
			return (type != null && health != null) ? Proxy.newProxyInstance(type.getClassLoader(),
					new Class<?>[] { type }, new Indicator(this.gate.getObject(), health)) : null;
		}

	}

	/** What the indicator reaches by reflection. */
	static final class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
			types("HealthIndicator", loader).forEach(hints.proxies()::registerJdkProxy);
			types("Health", loader)
				.forEach((type) -> hints.reflection().registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS));
			types("Health$Builder", loader)
				.forEach((type) -> hints.reflection().registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS));
		}

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
