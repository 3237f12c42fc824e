/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Notes which route a request takes, once Spring WebFlux has chosen it.
 */
final class RouteFilter implements WebFilter, Ordered {

	private static final boolean NETTY = ClassUtils.isPresent("reactor.netty.http.server.HttpServer",
			RouteFilter.class.getClassLoader());

	private static final boolean SERVLET = ClassUtils.isPresent("jakarta.servlet.ServletRequest",
			RouteFilter.class.getClassLoader());

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		InFlightRequest inFlight = of(exchange.getRequest());
		if (inFlight != null) {
			Map<String, Object> attributes = exchange.getAttributes();
			inFlight.route(() -> pattern(attributes));
		}
		return chain.filter(exchange);
	}

	private static @Nullable String pattern(Map<String, Object> attributes) {
		Object pattern = attributes.get(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		return (pattern != null) ? pattern.toString() : null;
	}

	/** Where a test serves without a server there is no request of one. */
	private static @Nullable InFlightRequest of(ServerHttpRequest request) {
		Object nativeRequest;
		try {
			nativeRequest = ServerHttpRequestDecorator.getNativeRequest(request);
		}
		catch (IllegalStateException | IllegalArgumentException ex) {
			return null;
		}
		InFlightRequest inFlight = NETTY ? Netty.of(nativeRequest) : null;
		return (inFlight == null && SERVLET) ? Servlet.of(nativeRequest) : inFlight;
	}

	/** Loaded with Netty only. */
	private static final class Netty {

		static @Nullable InFlightRequest of(Object request) {
			return (request instanceof reactor.netty.Connection connection)
					? connection.channel().attr(NettyServer.REQUEST).get() : null;
		}

	}

	/** Loaded with servlets only. */
	private static final class Servlet {

		static @Nullable InFlightRequest of(Object request) {
			return (request instanceof jakarta.servlet.ServletRequest servletRequest)
					? Arrivals.of(servletRequest.getAttribute(Arrivals.ATTRIBUTE)) : null;
		}

	}

}
