/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.readiness;

import io.softlanding.report.ReportAutoConfiguration;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;

import io.softlanding.drain.DrainAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReadinessHealth}. Health has another package in Spring Boot 4.
 */
class ReadinessHealthTests {

	private static final String BEAN = "softlandingHealthIndicator";

	private static final String ENABLED = "management.health.softlanding.enabled=true";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class));

	@Test
	void itSaysWhyTrafficIsRefused() {
		this.runner.withPropertyValues(ENABLED).run((context) -> {
			Object indicator = context.getBean(BEAN);
			assertThat(indicator.getClass().getInterfaces()[0].getSimpleName()).isEqualTo("HealthIndicator");
			assertThat(health(indicator)).hasToString("UP {}");
			ReadinessGate gate = context.getBean(ReadinessGate.class);
			gate.hold("panic_rate_high");
			assertThat(health(indicator)).hasToString("OUT_OF_SERVICE {reasons=[panic_rate_high]}");
			gate.release("panic_rate_high");
			assertThat(health(indicator)).hasToString("UP {}");
			assertThat(Set.of(indicator)).contains(indicator);
			assertThat(indicator).hasToString("readiness of Softlanding");
		});
	}

	@Test
	void itIsOffByDefault() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(BEAN));
	}

	@Test
	void nothingIsThereWithoutDrains() {
		this.runner.withPropertyValues(ENABLED, "softlanding.drain.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(BEAN));
	}

	/** As an injection of all contributors finds it, which does not know its name. */
	@Test
	void itIsFoundByItsType() {
		this.runner.withPropertyValues(ENABLED).run((context) -> {
			Class<?> type = context.getBean(BEAN).getClass().getInterfaces()[0];
			assertThat(context.getBeanNamesForType(type)).containsExactly(BEAN);
			assertThat(context.getBeanProvider(type).orderedStream().toList())
				.isEqualTo(List.of(context.getBean(BEAN)));
		});
	}

	@Test
	void whatItReachesByReflectionIsHinted() {
		RuntimeHints hints = new RuntimeHints();
		new ReadinessHealth.Hints().registerHints(hints, getClass().getClassLoader());
		this.runner.withPropertyValues(ENABLED).run((context) -> {
			Object indicator = context.getBean(BEAN);
			assertThat(RuntimeHintsPredicates.proxies().forInterfaces(indicator.getClass().getInterfaces()))
				.accepts(hints);
			Object health = indicator.getClass().getMethod("health").invoke(indicator);
			Method status = health.getClass().getMethod("status", String.class);
			assertThat(RuntimeHintsPredicates.reflection().onMethod(status).invoke()).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection().onMethod(status.getReturnType().getMethod("build")).invoke())
				.accepts(hints);
		});
	}

	@Test
	void nothingIsThereWithoutHealth() {
		this.runner.withPropertyValues(ENABLED)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate.health",
					"org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed()
				.getBean(BEAN, Object.class)
				.matches((bean) -> bean.toString().equals("null")));
	}

	private static String health(Object indicator) throws ReflectiveOperationException {
		Object health = indicator.getClass().getMethod("health").invoke(indicator);
		return health.getClass().getMethod("getStatus").invoke(health) + " "
				+ health.getClass().getMethod("getDetails").invoke(health);
	}

}
