/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Notes which route a request takes, once Spring MVC has chosen it, and which threads may
 * work for it.
 */
final class RouteInterceptor implements HandlerInterceptor {

	private final RequestThreadResolver threads;

	RouteInterceptor(RequestThreadResolver threads) {
		this.threads = threads;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		InFlightRequest inFlight = InFlightFilter.of(request);
		if (inFlight != null && pattern != null && request.getDispatcherType() != DispatcherType.ERROR) {
			inFlight.route(pattern.toString());
		}
		if (inFlight != null && handler instanceof HandlerMethod method) {
			this.threads.follow(request, method);
		}
		return true;
	}

}
