/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import org.springframework.beans.factory.ObjectProvider;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import io.softlanding.report.ExitReport;
import io.softlanding.time.DurationProperty;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import io.softlanding.config.LocalBeans;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of process signals. Not in a WAR: the process is the container's
 * there.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@ConditionalOnDrain("signals")
@ConditionalOnClass(name = "sun.misc.Signal")
public final class SignalAutoConfiguration {

	@Bean
	SignalRegistrar softlandingSignalRegistrar(ConfigurableApplicationContext context, DrainController drain,
			ObjectProvider<ExitReport> reports, ObjectProvider<SignalLatency> latency) {
		ExitReport report = reports.getIfAvailable();
		SignalProperties properties = SignalProperties.of(context.getEnvironment());
		DurationProperty.notNegative("softlanding.signals.coalesce", properties.coalesce());
		// The actions of a parent context run once, for the parent.
		SignalRegistrar registrar = new SignalRegistrar(ProcessSignals.jvm(), properties, drain,
				LocalBeans.of(context, SignalAction.class).toList(), latency.getIfAvailable(() -> SignalLatency.NONE),
				(report != null) ? report::signalLatency : (took) -> {
				});
		drain.atContextEnd(registrar::destroy);
		return registrar;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		SignalMetrics softlandingSignalMetrics() {
			return new SignalMetrics();
		}

	}

}
