/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import io.micrometer.tracing.handler.TracingObservationHandler;
import io.softlanding.panic.PanicAutoConfiguration.DeclaredStatus;
import io.softlanding.panic.RequestPanics.RequestTrace;
import io.softlanding.time.DurationProperty;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * Uncaught errors of requests to a servlet container.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(Filter.class)
class RequestPanicsConfiguration {

	private static final String ANSWERS = "softlanding.panic.answers";

	@Bean
	RequestPanics softlandingRequestPanics(PanicRecorder recorder, ObjectProvider<ManagementPaths> management,
			ObjectProvider<RequestTrace> trace) {
		ManagementPaths paths = management.getIfAvailable(() -> ManagementPaths.NONE);
		return new RequestPanics(recorder, (request) -> paths.contain(RequestNotes.managementPath(request)),
				trace.getIfAvailable(() -> (request) -> null));
	}

	@Bean
	FatalErrors softlandingFatalErrors(RequestPanics panics) {
		return new FatalErrors(panics);
	}

	@Bean(autowireCandidate = false)
	ServletContextInitializer softlandingFatalErrorListener(FatalErrors errors) {
		return errors::onStartup;
	}

	/**
	 * In dispatches to error pages, and in those that Tomcat and WARs use for them.
	 */
	@Bean(autowireCandidate = false)
	@ConditionalOnProperty(name = ANSWERS, havingValue = "application", matchIfMissing = true)
	FilterRegistrationBean<UncaughtErrorFilter> softlandingUncaughtErrorFilter(RequestPanics panics) {
		return registration(new UncaughtErrorFilter(panics), Ordered.HIGHEST_PRECEDENCE, DispatcherType.ERROR,
				DispatcherType.FORWARD, DispatcherType.INCLUDE);
	}

	@Bean(autowireCandidate = false)
	@ConditionalOnProperty(name = ANSWERS, havingValue = "problem")
	FilterRegistrationBean<PanicFilter> softlandingPanicFilter(RequestPanics panics, Environment environment) {
		ProblemAnswer answer = new ProblemAnswer(DurationProperty.notNegative("softlanding.panic.retry-after",
				PanicProperties.of(environment).retryAfter()));
		return registration(new PanicFilter(panics, answer), Ordered.HIGHEST_PRECEDENCE, DispatcherType.REQUEST,
				DispatcherType.ASYNC, DispatcherType.ERROR);
	}

	@Bean
	@ConditionalOnProperty(name = ANSWERS, havingValue = "problem")
	DeclaredStatus softlandingDeclaredStatus() {
		return FallbackCall::declaredStatus;
	}

	@Bean(autowireCandidate = false)
	@Conditional(PanicFeature.Readiness.class)
	FilterRegistrationBean<Filter> softlandingRequestCountFilter(PanicRecorder recorder,
			ObjectProvider<ManagementPaths> management) {
		ManagementPaths paths = management.getIfAvailable(() -> ManagementPaths.NONE);
		return registration("softlandingRequestCountFilter", (request, response, chain) -> {
			if (!paths.contain(RequestNotes.managementPath((HttpServletRequest) request))) {
				recorder.window().request();
			}
			chain.doFilter(request, response);
		});
	}

	@Bean(autowireCandidate = false)
	@Conditional(PanicFeature.ReadOnly.class)
	FilterRegistrationBean<Filter> softlandingReadOnlyFilter(ReadOnlyMode mode,
			ObjectProvider<ManagementPaths> management, Environment environment) {
		return registration("softlandingReadOnlyFilter", readOnlyFilter(mode, management, environment));
	}

	/** Inside filters of the application that replace the method of a request. */
	@Bean(autowireCandidate = false)
	@Conditional(PanicFeature.ReadOnly.class)
	FilterRegistrationBean<Filter> softlandingReadOnlyMethodFilter(ReadOnlyMode mode,
			ObjectProvider<ManagementPaths> management, Environment environment) {
		FilterRegistrationBean<Filter> registration = registration("softlandingReadOnlyMethodFilter",
				readOnlyFilter(mode, management, environment));
		registration.setOrder(Ordered.LOWEST_PRECEDENCE);
		registration.setMatchAfter(true);
		return registration;
	}

	private static Filter readOnlyFilter(ReadOnlyMode mode, ObjectProvider<ManagementPaths> management,
			Environment environment) {
		PanicProperties properties = PanicProperties.of(environment);
		ReadOnlyRule rule = new ReadOnlyRule(mode::isActive, management.getIfAvailable(() -> ManagementPaths.NONE),
				properties.readOnly().exceptions());
		ProblemAnswer answer = new ProblemAnswer(properties.retryAfter());
		return (request, response, chain) -> {
			HttpServletRequest http = (HttpServletRequest) request;
			if (rule.rejects(http.getMethod(), () -> RequestNotes.managementPath(http),
					() -> RoutePattern.decoded(RequestNotes.servletPath(http)))) {
				answer.write((HttpServletResponse) response, HttpServletResponse.SC_SERVICE_UNAVAILABLE,
						ReadOnlyRule.PROBLEM);
				return;
			}
			chain.doFilter(request, response);
		};
	}

	private static FilterRegistrationBean<Filter> registration(String name, Filter filter) {
		FilterRegistrationBean<Filter> registration = registration(filter, Ordered.HIGHEST_PRECEDENCE,
				DispatcherType.REQUEST);
		registration.setName(name);
		return registration;
	}

	static <T extends Filter> FilterRegistrationBean<T> registration(T filter, int order, DispatcherType first,
			DispatcherType... others) {
		FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
		registration.setOrder(order);
		registration.setDispatcherTypes(first, others);
		registration.setAsyncSupported(true);
		return registration;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ServerHttpObservationFilter.class, TracingObservationHandler.class })
	static class TracingConfiguration {

		@Bean
		RequestTrace softlandingRequestTrace() {
			return (request) -> {
				TracingObservationHandler.TracingContext tracing = ServerHttpObservationFilter
					.findObservationContext(request).<TracingObservationHandler
							.TracingContext>map(
									(context) -> context.get(TracingObservationHandler.TracingContext.class))
					.orElse(null);
				return (tracing != null && tracing.getSpan() != null) ? tracing.getSpan().context().traceId() : null;
			};
		}

	}

}
