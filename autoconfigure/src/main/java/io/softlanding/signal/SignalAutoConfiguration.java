/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import io.softlanding.time.DurationProperty;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
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
@ConditionalOnDrain("signals")
@ConditionalOnClass(name = "sun.misc.Signal")
@RegisterReflectionForBinding(SignalProperties.class)
public final class SignalAutoConfiguration {

	@Bean
	SignalRegistrar softlandingSignalRegistrar(ApplicationContext context, DrainController drain,
			ObjectProvider<SignalAction> actions, ObjectProvider<SignalLatency> latency) {
		SignalProperties properties = SignalProperties.of(context.getEnvironment());
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
