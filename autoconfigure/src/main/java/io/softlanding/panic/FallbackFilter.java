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

	private static final String CALL = FallbackFilter.class.getName() + ".call";

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
		if (request.getAttribute(CALL) instanceof FallbackCall call) {
			resume(call, request, response, chain);
			return;
		}
		FallbackRoute route = route(request);
		if (route == null) {
			chain.doFilter(request, response);
		}
		else if (route.breaker().tryAcquire()) {
			call(new FallbackCall(route, request, response, this.lastGood), request, response, chain);
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

	private void call(FallbackCall call, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		request.setAttribute(CALL, call);
		try {
			chain.doFilter(request, call.response());
		}
		catch (Throwable ex) {
			boolean failure = isFailure(ex);
			if (failure) {
				call.failed(ErrorChain.unwrap(ex));
			}
			else {
				call.withdrawn();
			}
			fallBack(call.route(), request, response, ex, failure);
			return;
		}
		if (!request.isAsyncStarted()) {
			call.ended();
			return;
		}
		try {
			request.getAsyncContext().addListener(call);
		}
		catch (IllegalStateException ex) {
			// The server has ended it already, and does not tell how.
			call.withdrawn();
		}
	}

	/** The breaker is told by the call itself, when the server completes the request. */
	private void resume(FallbackCall call, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		try {
			chain.doFilter(request, response);
		}
		catch (Throwable ex) {
			fallBack(call.route(), request, response, ex, isFailure(ex));
		}
	}

	private boolean isFailure(Throwable thrown) {
		return this.panics.classify(ErrorChain.unwrap(thrown)).severity().isFailure();
	}

	private void fallBack(FallbackRoute route, HttpServletRequest request, HttpServletResponse response,
			Throwable thrown, boolean failure) throws IOException, ServletException {
		Throwable error = ErrorChain.unwrap(thrown);
		if (!failure || response.isCommitted() || error instanceof InterruptedException || error instanceof Error) {
			PanicFilter.rethrow(thrown);
		}
		this.panics.record(request, error, false);
		answer(route, request, response);
		if (request.isAsyncStarted()) {
			request.getAsyncContext().complete();
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
