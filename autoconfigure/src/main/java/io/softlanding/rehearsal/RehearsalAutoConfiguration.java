/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import io.softlanding.inflight.CallerAddress;
import io.softlanding.lock.LeaseRegistry;
import io.softlanding.readiness.FleetReadiness;
import io.softlanding.time.DurationProperty;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of rehearsals of the drain, off by default.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@ConditionalOnProperty("softlanding.rehearsal.enabled")
@ConditionalOnDrain("rehearsal")
@RegisterReflectionForBinding(RehearsalProperties.class)
public final class RehearsalAutoConfiguration {

	/** How long to wait for Redis before a rehearsal. */
	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final RehearsalProperties properties;

	RehearsalAutoConfiguration(Environment environment) {
		this.properties = RehearsalProperties.of(environment);
		DurationProperty.positive("softlanding.rehearsal.timeout", this.properties.timeout());
		DurationProperty.notNegative("softlanding.rehearsal.observe", this.properties.observe());
		if (this.properties.minReady() < 1) {
			throw new InvalidConfigurationException(
					"softlanding.rehearsal.min-ready is %d. No instance would serve during a rehearsal."
						.formatted(this.properties.minReady()),
					"Set softlanding.rehearsal.min-ready to 1 or more.");
		}
	}

	@Bean
	RehearsalRunner softlandingRehearsalRunner(DrainController controller, ObjectProvider<FleetReadiness> fleet,
			ObjectProvider<LeaseRegistry> leases, ObjectProvider<Observer> observers) {
		List<Observer> told = observers.orderedStream().toList();
		FleetGuard guard = new FleetGuard(fleet.orderedStream().findFirst().orElse(null),
				() -> leases.orderedStream().findFirst().orElse(null), this.properties.minReady(), PATIENCE);
		return new RehearsalRunner(controller, guard, this.properties, PATIENCE.multipliedBy(2),
				(result) -> told.forEach((observer) -> observer.accept(result)));
	}

	@Bean
	@ConditionalOnProperty("softlanding.rehearsal.cron")
	RehearsalSchedule softlandingRehearsalSchedule(RehearsalRunner runner) {
		return new RehearsalSchedule(Objects.requireNonNull(this.properties.cron()),
				() -> runner.start("the schedule", "this instance", null), ZonedDateTime::now);
	}

	/** Hears of the results. */
	@FunctionalInterface
	interface Observer extends Consumer<RehearsalResult> {

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnAvailableEndpoint
		@ConditionalOnMissingBean
		RehearsalEndpoint softlandingRehearsalEndpoint(RehearsalRunner runner, ObjectProvider<CallerAddress> address,
				Environment environment) {
			return new RehearsalEndpoint(runner, RehearsalProperties.of(environment).timeout(),
					address.getIfAvailable(() -> () -> null));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		RehearsalMetrics softlandingRehearsalMetrics() {
			return new RehearsalMetrics();
		}

	}

}
