/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import io.softlanding.config.InvalidConfigurationException;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Requests with a method and a path.
 *
 * @param method the method; empty for all
 */
record RoutePattern(String method, PathPattern pattern) {

	/** The server has decoded the path, so a percent sign is literal. */
	private static final PathContainer.Options DECODED = PathContainer.Options.create('/', false);

	/** Parses the value of a property, such as {@code GET /catalogue/{id}}. */
	static RoutePattern of(String property, String route) {
		int slash = route.indexOf('/');
		String method = (slash >= 0) ? route.substring(0, slash).strip() : "?";
		try {
			if (method.matches("[A-Z]*")) {
				return new RoutePattern(method,
						PathPatternParser.defaultInstance.parse(route.substring(slash).strip()));
			}
		}
		catch (PatternParseException ex) {
			// Reported below.
		}
		throw invalid(property, route);
	}

	static InvalidConfigurationException invalid(String property, String route) {
		return new InvalidConfigurationException("%s is not a route: '%s'.".formatted(property, route),
				"Name a method and a path, for example GET /catalogue/{id}.");
	}

	boolean matches(String method, String path) {
		return matches(method, decoded(path));
	}

	static PathContainer decoded(String path) {
		return PathContainer.parsePath(path, DECODED);
	}

	boolean matches(String method, PathContainer path) {
		return (this.method.isEmpty() || this.method.equals(method)) && this.pattern.matches(path);
	}

}
