/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.server.PathContainer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Finds the route that a rejected request would have taken. Servers reject requests
 * before Spring sees them, so their paths are compared with those of all controllers.
 */
final class ControllerRoutes implements Arrivals.LateRoutes {

	private static final Logger logger = LoggerFactory.getLogger(ControllerRoutes.class);

	private final Supplier<Stream<Route>> controllers;

	private volatile @Nullable List<Route> routes;

	/**
	 * A path that controllers serve.
	 *
	 * @param methods empty if all methods are served
	 */
	record Route(PathPattern pattern, Set<RequestMethod> methods) {

		static Stream<Route> of(Collection<?> patterns, Set<RequestMethod> methods) {
			return patterns.stream().flatMap((pattern) -> {
				try {
					return Stream.of(new Route(PathPatternParser.defaultInstance.parse(pattern.toString()), methods));
				}
				catch (PatternParseException ex) {
					// Only AntPathMatcher knows it.
					return Stream.empty();
				}
			});
		}

		private boolean matches(String method, PathContainer path) {
			return (this.methods.isEmpty() || this.methods.stream().anyMatch((served) -> served.name().equals(method)))
					&& this.pattern.matches(path);
		}

	}

	/**
	 * Creates an instance.
	 * @param controllers returns the routes of controllers, called for the first request
	 */
	ControllerRoutes(Supplier<Stream<Route>> controllers) {
		this.controllers = controllers;
	}

	@Override
	public String route(String method, String path) {
		try {
			PathContainer parsed = PathContainer.parsePath(path);
			return routes().stream()
				.filter((route) -> route.matches(method, parsed))
				.map(Route::pattern)
				.sorted()
				.findFirst()
				.map(PathPattern::getPatternString)
				.orElse(UNMATCHED);
		}
		catch (RuntimeException | Error ex) {
			// Beans may be gone, or fail: the request is answered and counted all the
			// same.
			logger.debug("The route of a rejected request could not be found", ex);
			return UNMATCHED;
		}
	}

	private List<Route> routes() {
		List<Route> routes = this.routes;
		if (routes == null) {
			routes = this.controllers.get().toList();
			this.routes = routes;
		}
		return routes;
	}

}
