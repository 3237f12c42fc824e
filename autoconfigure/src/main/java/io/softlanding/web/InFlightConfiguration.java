/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.List;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.drain.DrainTimes;
import io.softlanding.inflight.ActuatorRequests;
import io.softlanding.inflight.ManagementRequests;
import io.softlanding.inflight.RequestDetail;
import io.softlanding.process.Platform;
import io.softlanding.time.DurationProperty;
import io.softlanding.time.NanoClock;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.EndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * What waits for requests, whichever server they come from.
 */
@Configuration(proxyBeanMethods = false)
@RegisterReflectionForBinding(WebProperties.class)
class InFlightConfiguration {

	private final WebProperties properties;

	InFlightConfiguration(Environment environment) {
		this.properties = WebProperties.of(environment);
		if (this.properties.streamRoutes() != null) {
			StreamPolicy.of(this.properties);
		}
	}

	@Bean
	InFlightRequests softlandingInFlightRequests() {
		return new InFlightRequests(NanoClock.SYSTEM);
	}

	@Bean
	Probes softlandingReadinessProbes(Platform platform, Environment environment, ObjectProvider<HealthPaths> paths) {
		return new Probes(NanoClock.SYSTEM, QuietPeriod.of(this.properties.quietPeriod(), platform),
				paths.getIfAvailable(() -> HealthPaths.UNKNOWN),
				() -> DrainTimes.of(environment, platform).quietPeriod());
	}

	@Bean
	LateResponse softlandingLateResponse() {
		return new LateResponse(
				DurationProperty.notNegative("softlanding.web.retry-after", this.properties.retryAfter()));
	}

	@Bean
	Arrivals softlandingArrivals(InFlightRequests requests, Probes probes,
			ObjectProvider<ManagementRequests> management, LateResponse lateResponse,
			ObjectProvider<Arrivals.LateRoutes> lateRoutes) {
		return new Arrivals(requests, management.getIfAvailable(() -> ManagementRequests.NONE), probes, lateResponse,
				lateRoutes.getIfAvailable(() -> (method, path) -> Arrivals.LateRoutes.UNMATCHED));
	}

	@Bean
	InFlightStatus softlandingInFlightStatus(InFlightRequests requests, ObjectProvider<ServerQueue> queue,
			ObjectProvider<RequestDetail> details) {
		List<ServerQueue> servers = queue.orderedStream().toList();
		return new InFlightStatus(requests, () -> ServerQueue.of(servers), details.orderedStream().toList());
	}

	@Bean
	ConnectionCloseParticipant softlandingConnectionCloseParticipant(InFlightRequests requests) {
		return new ConnectionCloseParticipant(requests);
	}

	@Bean
	QuietPeriodParticipant softlandingQuietPeriodParticipant(InFlightRequests requests, Probes probes,
			Platform platform) {
		return new QuietPeriodParticipant(QuietPeriod.of(this.properties.quietPeriod(), platform), requests, probes,
				platform, NanoClock.SYSTEM);
	}

	@Bean
	InFlightParticipant softlandingInFlightParticipant(InFlightRequests requests, ObjectProvider<ServerQueue> queue,
			InFlightStatus status) {
		List<ServerQueue> servers = queue.orderedStream().toList();
		return new InFlightParticipant(requests, () -> ServerQueue.of(servers), status,
				StreamPolicy.of(this.properties), NanoClock.SYSTEM, this.properties.interruptUnfinished());
	}

	@Bean
	LateRequestsParticipant softlandingLateRequestsParticipant(InFlightRequests requests) {
		return new LateRequestsParticipant(requests);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ PathMappedEndpoints.class, ManagementPortType.class })
	static class ManagementConfiguration {

		@Bean
		ActuatorRequests softlandingActuatorRequests(ObjectProvider<WebEndpointProperties> properties,
				ObjectProvider<EndpointsSupplier<?>> suppliers, Environment environment) {
			return new ActuatorRequests(ActuatorRequests.endpoints(properties, suppliers),
					(ManagementPortType.get(environment) == ManagementPortType.SAME) ? null
							: WebServerNamespace.SERVER);
		}

		@Bean
		HealthGroups softlandingHealthGroups(ConfigurableListableBeanFactory beans,
				ObjectProvider<WebEndpointProperties> properties, ObjectProvider<EndpointsSupplier<?>> suppliers) {
			return new HealthGroups(beans, ActuatorRequests.endpoints(properties, suppliers));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		WebMetrics softlandingWebMetrics(InFlightRequests requests) {
			return new WebMetrics(requests);
		}

	}

}
