/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Finds the routes of requests that come too late for Spring MVC to choose them.
 */
final class LateRoutes implements RouteOfLateRequest {

	private final ObjectProvider<HandlerMapping> mappings;

	LateRoutes(ObjectProvider<HandlerMapping> mappings) {
		this.mappings = mappings;
	}

	@Override
	public @Nullable String apply(Object nativeRequest) {
		if (!(nativeRequest instanceof HttpServletRequest request)) {
			return null;
		}
		try {
			ServletRequestPathUtils.parseAndCache(request);
			for (HandlerMapping mapping : this.mappings.orderedStream().toList()) {
				if (mapping.getHandler(request) != null) {
					Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
					return (pattern != null) ? pattern.toString() : null;
				}
			}
		}
		catch (Exception ex) {
			// What no mapping takes has no route, and beans may be gone.
			return null;
		}
		return null;
	}

}
