/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import io.softlanding.config.InvalidConfigurationException;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.server.WebFilter;

/**
 * Uncaught errors of WebFlux requests.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({ DispatcherHandler.class, Mono.class })
class ReactivePanicsConfiguration {

	@Bean
	ReactivePanics softlandingReactivePanics(PanicRecorder recorder, ObjectProvider<ManagementPaths> management,
			ApplicationContext context) {
		return new ReactivePanics(recorder, management.getIfAvailable(() -> ManagementPaths.NONE), context);
	}

	@Bean(autowireCandidate = false)
	@Order(Ordered.HIGHEST_PRECEDENCE)
	WebExceptionHandler softlandingFirstExceptionHandler(ReactivePanics panics) {
		return panics::first;
	}

	@Bean(autowireCandidate = false)
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebExceptionHandler softlandingLastExceptionHandler(ReactivePanics panics) {
		return panics::last;
	}

	@Bean(autowireCandidate = false)
	@Order(Ordered.HIGHEST_PRECEDENCE)
	@Conditional(PanicFeature.Readiness.class)
	WebFilter softlandingRequestCountFilter(ReactivePanics panics) {
		return (exchange, chain) -> {
			panics.count(exchange);
			return chain.filter(exchange);
		};
	}

	@Bean(autowireCandidate = false)
	@Order(Ordered.HIGHEST_PRECEDENCE)
	@Conditional(PanicFeature.ReadOnly.class)
	WebFilter softlandingReadOnlyFilter(ReadOnlyMode mode, ObjectProvider<ManagementPaths> management,
			ApplicationContext context) {
		PanicProperties properties = PanicProperties.of(context.getEnvironment());
		ReadOnlyRule rule = new ReadOnlyRule(mode::isActive, management.getIfAvailable(() -> ManagementPaths.NONE),
				properties.readOnly().exceptions());
		String retryAfterSeconds = Long.toString(Math.max(1, properties.retryAfter().toSeconds()));
		return (exchange, chain) -> {
			PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
			// A management port of its own has a context of its own.
			boolean rejected = exchange.getApplicationContext() == context
					&& rule.rejects(exchange.getRequest().getMethod().name(), path::value, () -> path);
			return rejected ? reject(exchange.getResponse(), retryAfterSeconds) : chain.filter(exchange);
		};
	}

	private static Mono<Void> reject(ServerHttpResponse response, String retryAfterSeconds) {
		response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
		response.getHeaders().set(HttpHeaders.RETRY_AFTER, retryAfterSeconds);
		response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
		response.getHeaders().set(HttpHeaders.CONTENT_TYPE, "application/problem+json");
		response.getHeaders().setContentLength(ReadOnlyRule.PROBLEM.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(ReadOnlyRule.PROBLEM)));
	}

	@Bean
	@ConditionalOnProperty(name = "softlanding.panic.answers", havingValue = "problem")
	@Lazy(false)
	InvalidConfigurationException softlandingNoAnswers() {
		throw PanicFeature.notOnWebFlux("answers", "answers to application");
	}

	@Bean
	@Conditional(PanicFeature.Fallback.class)
	@Lazy(false)
	InvalidConfigurationException softlandingNoFallback() {
		throw PanicFeature.notOnWebFlux("routes", "no routes");
	}

}
