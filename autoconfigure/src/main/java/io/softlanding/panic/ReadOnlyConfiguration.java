/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import io.softlanding.drain.DrainController;
import io.softlanding.drain.DrainState;
import io.softlanding.drain.ReadOnlyListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.util.pattern.PathPattern;

/**
 * The read-only mode.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(PanicFeature.ReadOnly.class)
class ReadOnlyConfiguration {

	@Bean
	ReadOnlyMode softlandingReadOnlyMode(Environment environment, PanicRecorder recorder,
			ObjectProvider<FleetExchange> fleet, DrainController drain, ObjectProvider<ReadOnlyListener> listeners,
			ApplicationEventPublisher events, PanicWatch watch) {
		long threshold = PanicProperties.of(environment).readOnly().threshold();
		PanicReadinessConfiguration.notNegative("softlanding.panic.read-only.threshold", threshold);
		return new ReadOnlyMode(threshold, recorder.window(),
				fleet.getIfAvailable(() -> FleetExchange.alone(recorder.window())),
				() -> drain.state() != DrainState.RUNNING, () -> listeners.orderedStream().toList(),
				events::publishEvent, recorder::callbackFailed, watch);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnClass({ DispatcherHandler.class, Mono.class })
	static class ReactiveConfiguration {

		@Bean(autowireCandidate = false)
		@Order(Ordered.HIGHEST_PRECEDENCE)
		ReactiveReadOnlyFilter softlandingReadOnlyFilter(ReadOnlyMode mode, ObjectProvider<ManagementPaths> management,
				ApplicationContext context) {
			PanicProperties properties = PanicProperties.of(context.getEnvironment());
			ReadOnlyRule rule = new ReadOnlyRule(mode::isActive, management.getIfAvailable(),
					properties.readOnly().exceptions());
			return new ReactiveReadOnlyFilter(rule, context, properties.retryAfter());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass({ Filter.class, PathPattern.class })
	static class ServletConfiguration {

		@Bean(autowireCandidate = false)
		FilterRegistrationBean<Filter> softlandingReadOnlyFilter(ReadOnlyMode mode,
				ObjectProvider<ManagementPaths> management, Environment environment) {
			PanicProperties properties = PanicProperties.of(environment);
			ReadOnlyRule rule = new ReadOnlyRule(mode::isActive, management.getIfAvailable(),
					properties.readOnly().exceptions());
			ProblemAnswer answer = new ProblemAnswer(properties.retryAfter());
			FilterRegistrationBean<Filter> registration = RequestPanicsConfiguration
				.registration((request, response, chain) -> {
					HttpServletRequest http = (HttpServletRequest) request;
					if (rule.concerns(http.getMethod()) && !rule.excepts(http.getMethod(),
							RequestNotes.managementPath(http), RoutePattern.decoded(RequestNotes.servletPath(http)))) {
						answer.write((HttpServletResponse) response, HttpServletResponse.SC_SERVICE_UNAVAILABLE,
								ReadOnlyRule.PROBLEM);
						return;
					}
					chain.doFilter(request, response);
				}, Ordered.HIGHEST_PRECEDENCE, DispatcherType.REQUEST);
			registration.setName("softlandingReadOnlyFilter");
			return registration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnAvailableEndpoint
		@ConditionalOnMissingBean
		ReadOnlyEndpoint softlandingReadOnlyEndpoint(ReadOnlyMode mode) {
			return new ReadOnlyEndpoint(mode);
		}

	}

}
