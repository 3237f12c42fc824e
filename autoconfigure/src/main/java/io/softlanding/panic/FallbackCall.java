/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Request to a route with a fallback. Reports its result to the circuit breaker once: an
 * asynchronous request when it completes.
 */
final class FallbackCall implements AsyncListener {

	private static final String ATTRIBUTE = FallbackCall.class.getName();

	/** Packages with exceptions that refuse a caller. */
	private static final List<String> REFUSALS = List.of("org.springframework.security.", "jakarta.ws.rs.",
			"javax.security.auth.", "org.apache.shiro.");

	private static final int REDIRECTED = 300;

	private static final int FAILED = 500;

	private final Fallbacks.Route route;

	private final HttpServletRequest request;

	private final HttpServletResponse response;

	private final @Nullable CapturedResponse captured;

	private final LastGoodResponses lastGood;

	private final AtomicBoolean reported = new AtomicBoolean();

	/** What the response is kept under, and may be found under. */
	private volatile List<String> keys = List.of();

	/** Whether the keys are those of all callers. */
	private volatile boolean alike;

	private volatile long startNanos;

	private volatile boolean reached;

	private volatile boolean admitted;

	private volatile boolean timedOut;

	FallbackCall(Fallbacks.Route route, HttpServletRequest request, HttpServletResponse response,
			LastGoodResponses lastGood) {
		this.route = route;
		this.request = request;
		this.response = response;
		this.captured = route.lastGood() ? new CapturedResponse(response, LastGoodResponses.LONGEST_BODY) : null;
		this.lastGood = lastGood;
		request.setAttribute(ATTRIBUTE, this);
	}

	static @Nullable FallbackCall of(HttpServletRequest request) {
		return (request.getAttribute(ATTRIBUTE) instanceof FallbackCall call) ? call : null;
	}

	/** Whether an error refuses the caller. It may be answered by an error page. */
	static boolean isRefusal(Throwable error) {
		for (Throwable member : ErrorChain.of(error)) {
			int status = declaredStatus(member);
			if (member instanceof SecurityException || status >= REDIRECTED && status < FAILED) {
				return true;
			}
			for (Class<?> type = member.getClass(); type != null; type = type.getSuperclass()) {
				if (REFUSALS.stream().anyMatch(type.getName()::startsWith)) {
					return true;
				}
			}
		}
		return false;
	}

	/** Returns the status that an exception declares, or 0. */
	static int declaredStatus(Throwable error) {
		if (error instanceof ErrorResponse response) {
			return response.getStatusCode().value();
		}
		ResponseStatus status = AnnotatedElementUtils.findMergedAnnotation(error.getClass(), ResponseStatus.class);
		return (status != null) ? status.code().value() : 0;
	}

	Fallbacks.Route route() {
		return this.route;
	}

	/** Returns the response to pass on. */
	HttpServletResponse response() {
		return (this.captured != null) ? this.captured : this.response;
	}

	boolean isReached() {
		return this.reached;
	}

	boolean isAdmitted() {
		return this.admitted;
	}

	/**
	 * Asks the circuit breaker, with the request and response as the handler sees them.
	 */
	boolean admit(HttpServletRequest request, HttpServletResponse response, HandlerSecurity checks) {
		this.reached = true;
		this.startNanos = System.nanoTime();
		this.admitted = this.route.breaker().tryAcquire();
		// Whether a caller still has the rights is only known once the handler is called.
		if (this.captured != null && isUnchanged(response) && (this.admitted || checks != HandlerSecurity.RIGHTS)) {
			this.alike = this.route.shared() && checks == HandlerSecurity.NONE && !this.route.refuses().get();
			this.keys = this.lastGood.keys(request, this.request, this.alike);
		}
		return this.admitted;
	}

	/** What a filter of the application makes of a response may differ each time. */
	private boolean isUnchanged(ServletResponse response) {
		ServletResponse next = response;
		while (next != this.captured) {
			if (!(next instanceof ServletResponseWrapper wrapper)
					|| !next.getClass().getName().startsWith("org.springframework.")) {
				return false;
			}
			next = wrapper.getResponse();
		}
		return true;
	}

	LastGoodResponses.@Nullable Response lastGood() {
		// Meanwhile the route may have refused another caller.
		return (this.alike && this.route.refuses().get()) ? null : this.lastGood.get(this.keys);
	}

	long nanos() {
		return System.nanoTime() - this.startNanos;
	}

	void failed(Throwable error) {
		if (this.reported.compareAndSet(false, true)) {
			this.route.breaker().failed(nanos(), error);
		}
	}

	/** The result says nothing about the route. */
	void withdrawn() {
		if (this.reported.compareAndSet(false, true)) {
			this.route.breaker().withdrawn();
		}
	}

	/** The handler has refused the caller, or sent it to a login page. */
	void refused() {
		this.route.refuses().set(true);
		this.lastGood.remove(this.keys);
		this.keys = List.of();
	}

	void keepNothing() {
		this.keys = List.of();
	}

	/** The request has been answered. What was recorded of it may be hidden by now. */
	void ended() {
		RequestNotes.Recorded recorded = RequestNotes.recorded(this.request);
		boolean failure = recorded != null && recorded.classification().severity().isFailure();
		if (recorded != null && isRefusal(recorded.error())) {
			refused();
			withdrawn();
		}
		else if (recorded != null && failure) {
			failed(recorded.error());
		}
		else if (recorded != null) {
			withdrawn();
		}
		else if (this.timedOut && this.response.getStatus() >= FAILED) {
			failed(new TimeoutException("asynchronous request"));
		}
		else if (this.reported.compareAndSet(false, true)) {
			keep();
			this.route.breaker().succeeded(nanos());
		}
	}

	private void keep() {
		int status = this.response.getStatus();
		if (status >= REDIRECTED && status < FAILED && status != HttpServletResponse.SC_NOT_MODIFIED) {
			refused();
		}
		boolean asFound = !this.alike || !this.route.refuses().get();
		byte[] body = (this.captured != null && asFound && !this.keys.isEmpty()) ? this.captured.body() : null;
		if (body != null) {
			this.lastGood.put(this.keys.get(0), this.route.shared(), this.response, body);
		}
	}

	@Override
	public void onComplete(AsyncEvent event) {
		ended();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		// The application may answer a timeout itself.
		this.timedOut = true;
	}

	@Override
	public void onError(AsyncEvent event) {
		// An error of the connection means that the client has gone. Others are recorded
		// when the server hands them to an error page, before the request completes.
		if (event.getThrowable() instanceof IOException) {
			withdrawn();
		}
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		event.getAsyncContext().addListener(this);
	}

}
