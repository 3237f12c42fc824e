/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.List;
import java.util.function.Supplier;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.Parts;
import io.softlanding.drain.DrainTimes;
import io.softlanding.inflight.ActuatorRequests;
import io.softlanding.inflight.ManagementRequests;
import io.softlanding.inflight.RequestDetail;
import io.softlanding.process.Platform;
import io.softlanding.time.DurationProperty;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

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
	Arrivals softlandingArrivals(Platform platform, Environment environment, ObjectProvider<HealthPaths> paths,
			ObjectProvider<ManagementRequests> management, ObjectProvider<Arrivals.LateRoutes> lateRoutes) {
		Probes probes = new Probes(NanoClock.SYSTEM, QuietPeriod.of(this.properties.quietPeriod(), platform),
				paths.getIfAvailable(() -> HealthPaths.UNKNOWN),
				() -> DrainTimes.of(environment, platform).quietPeriod());
		return new Arrivals(new InFlightRequests(NanoClock.SYSTEM),
				management.getIfAvailable(() -> ManagementRequests.NONE), probes,
				new LateResponse(
						DurationProperty.notNegative("softlanding.web.retry-after", this.properties.retryAfter())),
				lateRoutes.getIfAvailable(() -> (method, path) -> Arrivals.LateRoutes.UNMATCHED));
	}

	/** A bean of its own, since other features ask all sources of work. */
	@Bean
	InFlightParticipant softlandingInFlightParticipant(Arrivals arrivals, ObjectProvider<ServerQueue> queue,
			ObjectProvider<RequestDetail> details) {
		InFlightRequests requests = arrivals.requests();
		List<ServerQueue> servers = queue.orderedStream().toList();
		Supplier<ServerQueue> server = () -> ServerQueue.of(servers);
		return new InFlightParticipant(requests, server,
				new InFlightStatus(requests, server, details.orderedStream().toList()),
				StreamPolicy.of(this.properties), NanoClock.SYSTEM, this.properties.interruptUnfinished());
	}

	@Bean
	Parts softlandingRequestParts(Arrivals arrivals, InFlightParticipant inFlight, Platform platform) {
		InFlightRequests requests = arrivals.requests();
		return Parts.of(inFlight.status(), arrivals.probes(), new ConnectionCloseParticipant(requests),
				new QuietPeriodParticipant(QuietPeriod.of(this.properties.quietPeriod(), platform), requests,
						arrivals.probes(), platform, NanoClock.SYSTEM),
				new LateRequestsParticipant(requests));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ PathMappedEndpoints.class, ManagementPortType.class })
	static class ManagementConfiguration {

		@Bean
		HealthGroups softlandingHealthGroups(ConfigurableListableBeanFactory beans,
				ObjectProvider<WebEndpointProperties> properties, ObjectProvider<EndpointsSupplier<?>> suppliers,
				Environment environment) {
			Supplier<@Nullable PathMappedEndpoints> endpoints = ActuatorRequests.endpoints(properties, suppliers);
			return new HealthGroups(beans, endpoints,
					new ActuatorRequests(endpoints, (ManagementPortType.get(environment) == ManagementPortType.SAME)
							? null : WebServerNamespace.SERVER));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		WebMetrics softlandingWebMetrics(Arrivals arrivals) {
			return new WebMetrics(arrivals.requests());
		}

	}

}
