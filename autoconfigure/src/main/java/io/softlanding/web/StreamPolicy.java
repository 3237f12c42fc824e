/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

import io.softlanding.config.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.PatternMatchUtils;

/**
 * Which streams a drain ends, and how.
 *
 * @param others what becomes of event streams whose route is not named
 * @param routes what becomes of the streams of these routes, patterns among them; of
 * those that match the longest decides
 */
record StreamPolicy(StreamEnd others, Map<String, StreamEnd> routes) {

	/** The longest pattern says most of what it matches. */
	private static final Comparator<String> LONGEST_FIRST = Comparator.comparingInt(String::length)
		.reversed()
		.thenComparing(Comparator.naturalOrder());

	StreamPolicy {
		Map<String, StreamEnd> sorted = new TreeMap<>(LONGEST_FIRST);
		sorted.putAll(routes);
		routes = Collections.unmodifiableMap(sorted);
	}

	static StreamPolicy of(WebProperties properties) {
		Map<String, StreamEnd> routes = (properties.streamRoutes() != null) ? properties.streamRoutes() : Map.of();
		routes.keySet().stream().filter((route) -> !route.startsWith("/")).findFirst().ifPresent((route) -> {
			throw new InvalidConfigurationException(
					"softlanding.web.stream-routes names '%s', which is not a route.".formatted(route),
					"Name routes as they are mapped, in brackets and with their slash, for example softlanding.web.stream-routes[/orders/events].");
		});
		return new StreamPolicy(properties.streams(), routes);
	}

	/**
	 * Returns what becomes of a request.
	 * @return its end, or {@code null} if it is no stream: one that was not asked for may
	 * be a download, and would look complete
	 */
	@Nullable StreamEnd of(InFlightRequest request) {
		StreamEnd named = this.routes.get(request.route());
		if (named != null) {
			return named;
		}
		for (Map.Entry<String, StreamEnd> route : this.routes.entrySet()) {
			if (PatternMatchUtils.simpleMatch(route.getKey(), request.route())) {
				return route.getValue();
			}
		}
		return request.eventStream() ? this.others : null;
	}

}
