/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.readiness.ReadinessGate;
import io.softlanding.time.DurationProperty;
import io.softlanding.time.NanoClock;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.WebFilter;

/**
 * Readiness by uncaught errors.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(PanicFeature.Readiness.class)
class PanicReadinessConfiguration {

	@Bean
	PanicReadiness softlandingPanicReadiness(Environment environment, PanicRecorder recorder, ReadinessGate gate,
			ObjectProvider<FleetExchange> fleet, PanicWatch watch) {
		PanicProperties.Readiness readiness = PanicProperties.of(environment).readiness();
		String prefix = "softlanding.panic.readiness.";
		notNegative(prefix + "panics", readiness.panics());
		notNegative(prefix + "percent", readiness.percent());
		notNegative(prefix + "requests", readiness.requests());
		notNegative(prefix + "routes", readiness.routes());
		if (readiness.panics() + readiness.percent() + readiness.routes() == 0) {
			throw new InvalidConfigurationException(
					"softlanding.panic.readiness has no condition: traffic would always be refused.",
					"Set softlanding.panic.readiness.mode to off, or one of panics, percent and routes to 1 or more.");
		}
		if (readiness.keepReady() < 0 || readiness.keepReady() > 100) {
			throw new InvalidConfigurationException(
					"softlanding.panic.readiness.keep-ready is %d.".formatted(readiness.keepReady()),
					"Set softlanding.panic.readiness.keep-ready to a number from 0 to 100.");
		}
		return new PanicReadiness(recorder.window(),
				new PanicReadiness.Rule(readiness.panics(), readiness.percent(), readiness.requests(),
						readiness.routes()),
				readiness.mode(), DurationProperty.positive(prefix + "longest", readiness.longest()), gate,
				fleet.getIfAvailable(() -> FleetExchange.alone(recorder.window())), NanoClock.SYSTEM, watch);
	}

	static void notNegative(String name, long value) {
		if (value < 0) {
			throw new InvalidConfigurationException("%s is %d.".formatted(name, value),
					"Set %s to 0 or more.".formatted(name));
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnClass({ DispatcherHandler.class, Mono.class })
	static class ReactiveConfiguration {

		@Bean(autowireCandidate = false)
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebFilter softlandingRequestCountFilter(ReactivePanics panics) {
			return (exchange, chain) -> {
				panics.count(exchange);
				return chain.filter(exchange);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(Filter.class)
	static class ServletConfiguration {

		@Bean(autowireCandidate = false)
		FilterRegistrationBean<Filter> softlandingRequestCountFilter(PanicRecorder recorder,
				ObjectProvider<ManagementPaths> management) {
			ManagementPaths paths = management.getIfAvailable();
			FilterRegistrationBean<Filter> registration = RequestPanicsConfiguration
				.registration((request, response, chain) -> {
					if (paths == null || !paths.contain(RequestNotes.managementPath((HttpServletRequest) request))) {
						recorder.window().request();
					}
					chain.doFilter(request, response);
				}, Ordered.HIGHEST_PRECEDENCE, DispatcherType.REQUEST);
			registration.setName("softlandingRequestCountFilter");
			return registration;
		}

	}

}
