/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;

import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.RequestPath;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Rejects writes with 503 while the application takes none, on WebFlux.
 */
final class ReactiveReadOnlyFilter implements WebFilter {

	private final ReadOnlyRule rule;

	private final ApplicationContext context;

	private final String retryAfterSeconds;

	/**
	 * Creates a filter.
	 * @param context the application: requests to a management port of its own are of
	 * another context
	 */
	ReactiveReadOnlyFilter(ReadOnlyRule rule, ApplicationContext context, Duration retryAfter) {
		this.rule = rule;
		this.context = context;
		this.retryAfterSeconds = Long.toString(Math.max(1, retryAfter.toSeconds()));
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		String method = exchange.getRequest().getMethod().name();
		if (this.rule.concerns(method) && exchange.getApplicationContext() == this.context) {
			RequestPath path = exchange.getRequest().getPath();
			if (!this.rule.excepts(method, path.pathWithinApplication().value(), path.pathWithinApplication())) {
				return reject(exchange.getResponse());
			}
		}
		return chain.filter(exchange);
	}

	private Mono<Void> reject(ServerHttpResponse response) {
		response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
		response.getHeaders().set(HttpHeaders.RETRY_AFTER, this.retryAfterSeconds);
		response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
		response.getHeaders().set(HttpHeaders.CONTENT_TYPE, "application/problem+json");
		response.getHeaders().setContentLength(ReadOnlyRule.PROBLEM.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(ReadOnlyRule.PROBLEM)));
	}

}
