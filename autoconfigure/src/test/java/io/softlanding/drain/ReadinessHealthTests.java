package io.softlanding.drain;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReadinessHealth}. Health has another package in Spring Boot 4.
 */
class ReadinessHealthTests {

	private static final String BEAN = "softlandingHealthIndicator";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class));

	@Test
	void itSaysWhyTrafficIsRefused() {
		this.runner.run((context) -> {
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

	@ParameterizedTest
	@ValueSource(strings = { "management.health.softlanding.enabled=false", "management.health.defaults.enabled=false",
			"softlanding.drain.enabled=false" })
	void itCanBeSwitchedOff(String property) {
		this.runner.withPropertyValues(property).run((context) -> assertThat(context).doesNotHaveBean(BEAN));
	}

	@Test
	void nothingIsThereWithoutHealth() {
		this.runner
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate.health",
					"org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(BEAN));
	}

	private static String health(Object indicator) throws ReflectiveOperationException {
		Object health = indicator.getClass().getMethod("health").invoke(indicator);
		return health.getClass().getMethod("getStatus").invoke(health) + " "
				+ health.getClass().getMethod("getDetails").invoke(health);
	}

}
