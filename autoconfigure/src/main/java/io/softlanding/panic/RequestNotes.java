/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What is noted about a request that has failed.
 */
final class RequestNotes {

	private static final String PLACE = RequestNotes.class.getName() + ".place";

	private static final String RECORDED = RequestNotes.class.getName() + ".recorded";

	private static final String PATTERN = "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

	private static final String ERROR_METHOD = "jakarta.servlet.error.method";

	private RequestNotes() {
	}

	/** Returns for example {@code GET /orders/{id}}. */
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

	/** Returns the path as actuator knows it. */
	static String managementPath(HttpServletRequest request) {
		String info = request.getPathInfo();
		if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri) {
			// The request itself is for the error page by now.
			int prefix = request.getContextPath().length() + ((info != null) ? request.getServletPath().length() : 0);
			return uri.substring(Math.min(prefix, uri.length()));
		}
		return (info != null) ? info : request.getServletPath();
	}

	/** Returns a route without its method: another method is no second route. */
	static String path(String route) {
		return route.substring(route.indexOf(' ') + 1);
	}

	static void place(HttpServletRequest request, PanicPlace place) {
		request.setAttribute(PLACE, place);
	}

	static @Nullable PanicPlace place(HttpServletRequest request) {
		return (request.getAttribute(PLACE) instanceof PanicPlace place) ? place : null;
	}

	static void recorded(HttpServletRequest request, Throwable error, PanicClassification classification) {
		request.setAttribute(RECORDED, new Recorded(error, classification));
	}

	/** What was recorded last, or {@code null} if there was no uncaught error. */
	static @Nullable Recorded recorded(HttpServletRequest request) {
		return (request.getAttribute(RECORDED) instanceof Recorded recorded) ? recorded : null;
	}

	/** An error and its classification. */
	record Recorded(Throwable error, PanicClassification classification) {
	}

}
