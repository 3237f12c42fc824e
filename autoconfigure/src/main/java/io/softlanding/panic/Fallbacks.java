/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Answers for a route that is broken: with its last good response, with the one that is
 * configured, or with an empty 503. A header says which.
 */
final class Fallbacks {

	static final String HEADER = "Softlanding-Fallback";

	private final List<FallbackRoute> routes;

	private final LastGood lastGood;

	private final FallbackUse use;

	private final String retryAfterSeconds;

	private volatile boolean mvcAsks;

	Fallbacks(List<FallbackRoute> routes, LastGood lastGood, FallbackUse use, long retryAfterSeconds) {
		this.routes = routes;
		this.lastGood = lastGood;
		this.use = use;
		this.retryAfterSeconds = Long.toString(Math.max(1, retryAfterSeconds));
	}

	/** Begins a call, unless its route has nothing to fall back to. */
	@Nullable FallbackCall begin(HttpServletRequest request, HttpServletResponse response) {
		String path = RequestNotes.servletPath(request);
		for (FallbackRoute route : this.routes) {
			if (route.pattern().matches(request.getMethod(), path)) {
				return new FallbackCall(route, request, response, this.lastGood);
			}
		}
		return null;
	}

	/** From now on, Spring MVC asks whether its handlers are called. */
	void askedByMvc() {
		this.mvcAsks = true;
	}

	boolean isAskedByMvc(HttpServletRequest request) {
		return this.mvcAsks && "dispatcherServlet".equals(request.getHttpServletMapping().getServletName());
	}

	/**
	 * Asks the breaker, as far inside the application as possible: all of it that may
	 * refuse a request has let this one in. Answers the request if the breaker is open.
	 * @param refuses whether the handler may refuse a caller
	 * @return whether the handler is called
	 */
	boolean admit(HttpServletRequest request, HttpServletResponse response, boolean refuses) throws IOException {
		FallbackCall call = FallbackCall.of(request);
		if (call == null || call.isReached() || UncaughtErrorFilter.isErrorPage(request)
				|| call.admit(request, response, refuses)) {
			return true;
		}
		answer(call, response, null);
		return false;
	}

	/**
	 * Answers a request.
	 * @param error what failed; {@code null} if the breaker is open
	 */
	void answer(FallbackCall call, HttpServletResponse response, @Nullable Throwable error) throws IOException {
		if (error != null) {
			forget(response);
		}
		GoodResponse good = call.lastGood();
		String kind = FallbackUse.LAST_GOOD;
		if (good == null) {
			good = call.route().fixed();
			kind = FallbackUse.STATIC;
		}
		if (good == null) {
			good = new GoodResponse(HttpServletResponse.SC_SERVICE_UNAVAILABLE, null, new byte[0]);
			kind = FallbackUse.EMPTY;
			response.setHeader("Retry-After", this.retryAfterSeconds);
		}
		response.setHeader("Cache-Control", "no-store");
		response.setHeader(HEADER, kind);
		this.use.used(call.route().name(), kind, error, call.nanos());
		good.write(response);
	}

	/** What was written, and what describes it. Other headers are of the application. */
	private static void forget(HttpServletResponse response) {
		Map<String, Collection<String>> headers = new LinkedHashMap<>();
		for (String name : response.getHeaderNames()) {
			String lower = name.toLowerCase(Locale.ROOT);
			if (!lower
				.matches("(content-(?!security-).*|etag|last-modified|expires|cache-control|transfer-encoding)")) {
				headers.put(name, List.copyOf(response.getHeaders(name)));
			}
		}
		response.reset();
		headers.forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
	}

}
