package io.softlanding.web;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Notes which route a request takes, once Spring WebFlux has chosen it.
 */
final class RouteFilter implements WebFilter, Ordered {

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (exchange.getResponse() instanceof TrackedResponse response) {
			Map<String, Object> attributes = exchange.getAttributes();
			response.request().route(() -> pattern(attributes));
		}
		return chain.filter(exchange);
	}

	private static @Nullable String pattern(Map<String, Object> attributes) {
		Object pattern = attributes.get(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		return (pattern != null) ? pattern.toString() : null;
	}

}
