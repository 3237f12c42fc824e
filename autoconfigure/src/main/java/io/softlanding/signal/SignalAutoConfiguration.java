/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import io.softlanding.time.DurationProperty;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of process signals. Not in a WAR: the process is the container's
 * there.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "signals.enabled" }, matchIfMissing = true)
@ConditionalOnBean(value = DrainController.class, search = SearchStrategy.CURRENT)
@ConditionalOnClass(name = "sun.misc.Signal")
@EnableConfigurationProperties(SignalProperties.class)
public final class SignalAutoConfiguration {

	@Bean
	SignalRegistrar softlandingSignalRegistrar(ApplicationContext context, SignalProperties properties,
			DrainController drain, ObjectProvider<SignalAction> actions, ObjectProvider<SignalLatency> latency) {
		DurationProperty.notNegative("softlanding.signals.coalesce", properties.coalesce());
		// The actions of a parent context run once, for the parent.
		Set<SignalAction> own = Collections.newSetFromMap(new IdentityHashMap<>());
		own.addAll(context.getBeansOfType(SignalAction.class).values());
		SignalRegistrar registrar = new SignalRegistrar(ProcessSignals.jvm(), properties, drain,
				actions.orderedStream().filter(own::contains).toList(),
				latency.getIfAvailable(() -> SignalLatency.NONE));
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
