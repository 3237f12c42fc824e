/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rsocket;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.Parts;
import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainPhase;
import io.softlanding.time.NanoClock;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the drain of RSocket servers.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(
		name = { "io.rsocket.core.RSocketServer", "org.springframework.boot.rsocket.server.RSocketServerCustomizer" })
@ConditionalOnDrain("rsocket")
@Conditional(RSocketAutoConfiguration.OnServer.class)
@RegisterReflectionForBinding(RSocketProperties.class)
public final class RSocketAutoConfiguration {

	@Bean
	RSocketRequests softlandingRSocketRequests() {
		return new RSocketRequests(NanoClock.SYSTEM);
	}

	@Bean
	ServerCustomizer softlandingRSocketServerCustomizer(RSocketRequests requests) {
		return new ServerCustomizer(requests);
	}

	/** A bean of its own, since other features ask all sources of work. */
	@Bean
	RequestsParticipant softlandingRSocketRequestsParticipant(RSocketRequests requests, Environment environment) {
		return new RequestsParticipant(requests, new RSocketStatus(requests),
				RSocketProperties.of(environment).endStreams());
	}

	@Bean
	Parts softlandingRSocketParts(RequestsParticipant participant, RSocketRequests requests) {
		return Parts.of(participant.status(), new ConnectionsParticipant(requests, DrainPhase.INTAKE),
				new ConnectionsParticipant(requests, DrainPhase.HANDOFF));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		RSocketMetrics softlandingRSocketMetrics(RSocketRequests requests) {
			return new RSocketMetrics(requests);
		}

	}

	/** A port of its own, or a path of the web server. */
	static final class OnServer extends AnyNestedCondition {

		OnServer() {
			super(ConfigurationPhase.PARSE_CONFIGURATION);
		}

		@ConditionalOnProperty("spring.rsocket.server.port")
		static final class Port {

		}

		@ConditionalOnProperty("spring.rsocket.server.mapping-path")
		static final class Path {

		}

	}

}
