/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Attributes and paths of requests.
 */
final class RequestNotes {

	private static final String PLACE = RequestNotes.class.getName() + ".place";

	private static final String RECORDED = RequestNotes.class.getName() + ".recorded";

	private static final String PATTERN = "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

	private static final String ERROR_METHOD = "jakarta.servlet.error.method";

	private RequestNotes() {
	}

	static String route(HttpServletRequest request) {
		Object pattern = request.getAttribute(PATTERN);
		String path = (pattern != null) ? pattern.toString() : request.getHttpServletMapping().getPattern();
		// Newer servers dispatch to error pages with GET.
		Object method = request.getAttribute(ERROR_METHOD);
		return ((method != null) ? method : request.getMethod()) + " " + path;
	}

	/** Returns the path in the application, as the server has decoded it. */
	static String servletPath(HttpServletRequest request) {
		String info = request.getPathInfo();
		return request.getServletPath() + ((info != null) ? info : "");
	}

	/** Returns the path below the servlet of Actuator. */
	static String managementPath(HttpServletRequest request) {
		String info = request.getPathInfo();
		if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri) {
			// The path of the request is that of the error page.
			int prefix = request.getContextPath().length() + ((info != null) ? request.getServletPath().length() : 0);
			return uri.substring(Math.min(prefix, uri.length()));
		}
		return (info != null) ? info : request.getServletPath();
	}

	static String path(String route) {
		return route.substring(route.indexOf(' ') + 1);
	}

	static void place(HttpServletRequest request, PanicLocation place) {
		request.setAttribute(PLACE, place);
	}

	static @Nullable PanicLocation place(HttpServletRequest request) {
		return (request.getAttribute(PLACE) instanceof PanicLocation place) ? place : null;
	}

	static void recorded(HttpServletRequest request, Throwable error, PanicClassification classification) {
		request.setAttribute(RECORDED, new Recorded(error, classification));
	}

	static @Nullable Recorded recorded(HttpServletRequest request) {
		return (request.getAttribute(RECORDED) instanceof Recorded recorded) ? recorded : null;
	}

	/** The last uncaught error of a request. */
	record Recorded(Throwable error, PanicClassification classification) {
	}

}
