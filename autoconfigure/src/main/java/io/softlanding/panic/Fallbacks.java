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
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Answers for routes that fail: the last good response, the configured response, or an
 * empty 503. A header says which.
 */
final class Fallbacks {

	static final String HEADER = "Softlanding-Fallback";

	private final List<Route> routes;

	private final LastGoodResponses lastGood;

	private final FallbackUse use;

	private final String retryAfterSeconds;

	private volatile boolean mvcAsks;

	/**
	 * A route with a fallback. Although it is declared shared, it does not answer all
	 * callers alike once its handler refuses one.
	 */
	record Route(String name, RoutePattern pattern, RouteBreaker breaker, boolean lastGood, boolean shared,
			AtomicBoolean refuses, LastGoodResponses.@Nullable Response fixed) {
	}

	Fallbacks(List<Route> routes, LastGoodResponses lastGood, FallbackUse use, long retryAfterSeconds) {
		this.routes = routes;
		this.lastGood = lastGood;
		this.use = use;
		this.retryAfterSeconds = Long.toString(Math.max(1, retryAfterSeconds));
	}

	LastGoodResponses lastGood() {
		return this.lastGood;
	}

	/** Begins a call, unless its route has no fallback. */
	@Nullable FallbackCall begin(HttpServletRequest request, HttpServletResponse response) {
		String path = RequestNotes.servletPath(request);
		for (Route route : this.routes) {
			if (route.pattern().matches(request.getMethod(), path)) {
				return new FallbackCall(route, request, response, this.lastGood);
			}
		}
		return null;
	}

	/** From now on, an interceptor of Spring MVC asks for admission. */
	void askedByMvc() {
		this.mvcAsks = true;
	}

	boolean isAskedByMvc(HttpServletRequest request) {
		return this.mvcAsks && "dispatcherServlet".equals(request.getHttpServletMapping().getServletName());
	}

	/**
	 * Asks the circuit breaker, as far inside the application as possible, so that
	 * everything that may refuse a request has let this one in. Answers the request if
	 * the circuit breaker is open.
	 * @return whether the handler is called
	 */
	boolean admit(HttpServletRequest request, HttpServletResponse response, HandlerSecurity checks) throws IOException {
		FallbackCall call = FallbackCall.of(request);
		if (call == null || call.isReached() || UncaughtErrorFilter.isErrorPage(request)
				|| call.admit(request, response, checks)) {
			return true;
		}
		answer(call, response, null);
		return false;
	}

	/** Answers a request; without an error, the circuit breaker is open. */
	void answer(FallbackCall call, HttpServletResponse response, @Nullable Throwable error) throws IOException {
		if (error != null) {
			forget(response);
		}
		LastGoodResponses.Response good = call.lastGood();
		String kind = FallbackUse.LAST_GOOD;
		if (good == null) {
			good = call.route().fixed();
			kind = FallbackUse.STATIC;
		}
		if (good == null) {
			good = new LastGoodResponses.Response(HttpServletResponse.SC_SERVICE_UNAVAILABLE, null, new byte[0]);
			kind = FallbackUse.EMPTY;
			response.setHeader("Retry-After", this.retryAfterSeconds);
		}
		response.setHeader("Cache-Control", "no-store");
		response.setHeader(HEADER, kind);
		this.use.used(call.route().name(), kind, error, call.nanos());
		good.write(response);
	}

	/** Removes the body and the headers that describe it, and keeps all other headers. */
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
