/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import io.softlanding.report.ReportAutoConfiguration;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link SignalAutoConfiguration}.
 */
class SignalAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class, SignalAutoConfiguration.class));

	@BeforeEach
	void nobodyHasTheSignals() {
		assertThat(taken("TERM")).isFalse();
		assertThat(taken("INT")).isFalse();
	}

	@Test
	void signalsAreTakenWhileTheContextLives() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(SignalRegistrar.class).hasSingleBean(SignalMetrics.class);
			assertThat(taken("TERM")).isTrue();
			assertThat(taken("INT")).isTrue();
		});
		assertThat(taken("TERM")).isFalse();
		assertThat(taken("INT")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.enabled=false", "softlanding.signals.enabled=false",
			"softlanding.drain.enabled=false" })
	void signalsAreLeftAloneWhenSwitchedOff(String property) {
		this.runner.withPropertyValues(property).run((context) -> {
			assertThat(context).hasNotFailed()
				.doesNotHaveBean(SignalRegistrar.class)
				.doesNotHaveBean(SignalMetrics.class);
			assertThat(taken("TERM")).isFalse();
		});
	}

	@Test
	void signalsAreLeftAloneInAWar() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class,
					SignalAutoConfiguration.class))
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(DrainController.class);
				assertThat(context.getBean(DrainController.class).ownsProcess()).isFalse();
				assertThat(taken("TERM")).isFalse();
			});
	}

	@Test
	void worksWithoutMicrometer() {
		this.runner.withClassLoader(new FilteredClassLoader(MeterBinder.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(SignalRegistrar.class)
				.doesNotHaveBean(SignalMetrics.class));
	}

	@Test
	void aVirtualMachineWithoutSignalsIsLeftAlone() {
		this.runner.withClassLoader(new FilteredClassLoader("sun.misc"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SignalRegistrar.class));
	}

	@ParameterizedTest
	@CsvSource({ "USR2, suspend and resume threads", "QUIT, thread dump", "KILL, no process can handle it",
			"TERM, it starts the drain", "NOSUCH, does not know it", "SIGHUP, does not know it" })
	void anActionForASignalThatCannotBeHadStopsStartUp(String signal, String why) {
		this.runner.withBean("action", SignalAction.class, () -> new Action(signal)).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("cannot act on SIG" + signal)
				.hasMessageContaining(why);
		});
		assertThat(taken("TERM")).isFalse();
	}

	@Test
	void aNegativeWindowStopsStartUp() {
		this.runner.withPropertyValues("softlanding.signals.coalesce=-1s").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("softlanding.signals.coalesce is -1s");
		});
	}

	@Test
	void anActionIsRegisteredWhileTheContextLives() {
		this.runner.withBean("action", SignalAction.class, () -> new Action("WINCH")).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(taken("WINCH")).isTrue();
		});
		assertThat(taken("WINCH")).isFalse();
	}

	@Test
	void theActionsOfAParentAreNotRegisteredAgain() {
		this.runner.withBean("action", SignalAction.class, () -> new Action("WINCH"))
			.run((parent) -> this.runner.withParent(parent).run((child) -> {
				assertThat(parent.getBean(SignalRegistrar.class)).extracting("actions")
					.asInstanceOf(InstanceOfAssertFactories.LIST)
					.hasSize(1);
				assertThat(child.getBean(SignalRegistrar.class)).extracting("actions")
					.asInstanceOf(InstanceOfAssertFactories.LIST)
					.isEmpty();
			}));
	}

	@Test
	void aContextWithoutADrainLeavesSignalsToItsParent() {
		this.runner.run((parent) -> new ApplicationContextRunner().withParent(parent)
			.withConfiguration(AutoConfigurations.of(SignalAutoConfiguration.class))
			.run((child) -> assertThat(child.containsLocalBean("softlandingSignalRegistrar")).isFalse()));
	}

	@Test
	void aContextThatDoesNotStartHandsTheSignalsBack() {
		assertThatThrownBy(() -> start(() -> {
			assertThat(taken("TERM")).isTrue();
			throw new IllegalStateException("on purpose");
		})).hasRootCauseMessage("on purpose");
		assertThat(taken("TERM")).isFalse();
	}

	@Test
	void anotherContextKeepsTheSignalsWhenOneIsClosed() {
		try (ConfigurableApplicationContext kept = start(() -> {
		})) {
			start(() -> {
			}).close();
			assertThat(kept.isActive()).isTrue();
			assertThat(taken("TERM")).isTrue();
			assertThat(taken("INT")).isTrue();
		}
		assertThat(taken("TERM")).isFalse();
	}

	private static boolean taken(String signal) {
		return ProcessSignals.jvm().previous(signal) != null;
	}

	private static ConfigurableApplicationContext start(Runnable whenStarted) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addInitializers(
				(context) -> context.getBeanFactory().registerSingleton("whenStarted", new StartAction(whenStarted)));
		return application.run("--spring.main.banner-mode=off");
	}

	private record Action(String signal) implements SignalAction {

		@Override
		public void run(SignalDelivery delivery) {
		}

	}

	/** Runs something at the end of a context's refresh. */
	private record StartAction(Runnable action) implements SmartLifecycle {

		@Override
		public void start() {
			this.action.run();
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DrainAutoConfiguration.class, ReportAutoConfiguration.class,
			SignalAutoConfiguration.class })
	static class Application {

	}

}
