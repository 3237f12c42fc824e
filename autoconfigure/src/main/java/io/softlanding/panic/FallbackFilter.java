package io.softlanding.panic;

import java.io.IOException;
import java.util.List;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Answers for a route that is broken: with its last good response, with the one that is
 * configured, or with an empty 503. A header says which.
 */
final class FallbackFilter implements Filter {

	static final String HEADER = "Softlanding-Fallback";

	private final List<FallbackRoute> routes;

	private final RequestPanics panics;

	private final LastGood lastGood = new LastGood();

	private final String retryAfterSeconds;

	FallbackFilter(List<FallbackRoute> routes, RequestPanics panics, long retryAfterSeconds) {
		this.routes = routes;
		this.panics = panics;
		this.retryAfterSeconds = Long.toString(Math.max(1, retryAfterSeconds));
	}

	@Override
	public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = (HttpServletRequest) servletRequest;
		HttpServletResponse response = (HttpServletResponse) servletResponse;
		FallbackRoute route = route(request);
		if (route == null) {
			chain.doFilter(request, response);
		}
		else if (route.breaker().tryAcquire()) {
			call(route, request, response, chain);
		}
		else {
			answer(route, request, response);
		}
	}

	private @Nullable FallbackRoute route(HttpServletRequest request) {
		for (FallbackRoute route : this.routes) {
			if (route.matches(request)) {
				return route;
			}
		}
		return null;
	}

	private void call(FallbackRoute route, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		CapturedResponse captured = (route.lastGood() && LastGood.isPublic(request))
				? new CapturedResponse(response, LastGood.LONGEST_BODY) : null;
		long start = System.nanoTime();
		try {
			chain.doFilter(request, (captured != null) ? captured : response);
		}
		catch (Throwable ex) {
			Throwable error = ErrorChain.unwrap(ex);
			if (!this.panics.record(request, error).severity().isFailure()) {
				route.breaker().withdrawn();
				PanicFilter.rethrow(ex);
			}
			route.breaker().failed(System.nanoTime() - start, error);
			if (response.isCommitted() || error instanceof InterruptedException || error instanceof Error) {
				PanicFilter.rethrow(ex);
			}
			answer(route, request, response);
			return;
		}
		if (request.isAsyncStarted()) {
			// How it ends is not known here.
			route.breaker().withdrawn();
			return;
		}
		route.breaker().succeeded(System.nanoTime() - start);
		byte[] body = (captured != null) ? captured.body() : null;
		if (body != null) {
			this.lastGood.put(request, response, body);
		}
	}

	private void answer(FallbackRoute route, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		response.resetBuffer();
		GoodResponse good = route.lastGood() ? this.lastGood.get(request) : null;
		String kind = "last-good";
		if (good == null) {
			good = route.fixed();
			kind = "static";
		}
		if (good == null) {
			good = new GoodResponse(HttpServletResponse.SC_SERVICE_UNAVAILABLE, null, new byte[0]);
			kind = "empty";
			response.setHeader("Retry-After", this.retryAfterSeconds);
		}
		response.setHeader("Cache-Control", "no-store");
		response.setHeader(HEADER, kind);
		good.write(response);
	}

}
