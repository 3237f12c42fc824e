/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.Parts;
import io.softlanding.drain.DrainTimes;
import io.softlanding.process.Platform;
import io.softlanding.time.NanoClock;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Configuration of the drain of all libraries. Imported by that of each library, and
 * registered if any of those is.
 */
@Configuration(proxyBeanMethods = false)
class MessagingConfiguration {

	/** Spring Boot's default. */
	private static final Duration PHASE_TIMEOUT = Duration.ofSeconds(30);

	@Bean
	Listeners softlandingListeners(ObjectProvider<ListenerLibrary> libraries, Environment environment,
			Platform platform) {
		return new Listeners(libraries.orderedStream().toList(), NanoClock.SYSTEM,
				() -> DrainTimes.of(environment, platform).timeout(), phaseTimeout(environment));
	}

	@Bean
	Parts softlandingMessagingParts(Listeners listeners, ObjectProvider<ProducerLibrary> producers) {
		MessagingStatus status = new MessagingStatus(listeners, producers.orderedStream().toList());
		return Parts.of(status, new ListenerPauseParticipant(listeners), new ListenerStopParticipant(listeners),
				new ListenersParticipant(listeners, status),
				new ProducersParticipant(producers.orderedStream().toList()));
	}

	private static Duration phaseTimeout(Environment environment) {
		return Binder.get(environment)
			.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
			.orElse(PHASE_TIMEOUT);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		MessagingMetrics softlandingMessagingMetrics(ObjectProvider<ListenerLibrary> listeners,
				ObjectProvider<ProducerLibrary> producers) {
			return new MessagingMetrics(listeners.orderedStream().toList(), producers.orderedStream().toList());
		}

	}

}
