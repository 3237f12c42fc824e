/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request to a route with a fallback. The breaker of the route is asked where the
 * application has let the request in. It is told once how it went: of an asynchronous
 * request when it completes, in whatever way it comes to that.
 */
final class FallbackCall implements AsyncListener {

	private static final String ATTRIBUTE = FallbackCall.class.getName();

	private static final int REDIRECTED = 300;

	private static final int FAILED = 500;

	private final FallbackRoute route;

	private final HttpServletRequest request;

	private final HttpServletResponse response;

	private final @Nullable CapturedResponse captured;

	private final LastGood lastGood;

	private volatile @Nullable String key;

	/** Whether the key is that of all callers. */
	private volatile boolean alike;

	private volatile long startNanos;

	private volatile boolean reached;

	private volatile boolean admitted;

	private final AtomicBoolean told = new AtomicBoolean();

	private volatile boolean timedOut;

	FallbackCall(FallbackRoute route, HttpServletRequest request, HttpServletResponse response, LastGood lastGood) {
		this.route = route;
		this.request = request;
		this.response = response;
		this.captured = route.lastGood() ? new CapturedResponse(response, LastGood.LONGEST_BODY) : null;
		this.lastGood = lastGood;
		request.setAttribute(ATTRIBUTE, this);
	}

	static @Nullable FallbackCall of(HttpServletRequest request) {
		return (request.getAttribute(ATTRIBUTE) instanceof FallbackCall call) ? call : null;
	}

	FallbackRoute route() {
		return this.route;
	}

	/** The response to hand on. */
	HttpServletResponse response() {
		return (this.captured != null) ? this.captured : this.response;
	}

	/** Whether the application has let the request in, and the breaker was asked. */
	boolean isReached() {
		return this.reached;
	}

	boolean isAdmitted() {
		return this.admitted;
	}

	/**
	 * Asks the breaker.
	 * @param request the request as the handler sees it
	 * @param response the response as the handler sees it
	 * @param refuses whether the handler may refuse a caller: then they are not answered
	 * alike
	 * @return whether the handler is called
	 */
	boolean admit(HttpServletRequest request, HttpServletResponse response, boolean refuses) {
		this.reached = true;
		if (this.captured != null && isWrittenAsItIs(response)) {
			this.alike = this.route.shared() && !refuses && !this.route.refuses().get();
			this.key = this.lastGood.key(request, this.alike);
		}
		this.startNanos = System.nanoTime();
		this.admitted = this.route.breaker().tryAcquire();
		return this.admitted;
	}

	/** What filters of the application make of a response is not known to be the same. */
	private boolean isWrittenAsItIs(ServletResponse response) {
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

	@Nullable GoodResponse lastGood() {
		String key = this.key;
		return (key != null) ? this.lastGood.get(key) : null;
	}

	long nanos() {
		return System.nanoTime() - this.startNanos;
	}

	void failed(Throwable error) {
		if (this.told.compareAndSet(false, true)) {
			this.route.breaker().failed(nanos(), error);
		}
	}

	/** It was neither a success nor a panic. */
	void withdrawn() {
		if (this.told.compareAndSet(false, true)) {
			this.route.breaker().withdrawn();
		}
	}

	/** The request has been answered. What was recorded of it may be hidden by now. */
	void ended() {
		RequestNotes.Recorded recorded = RequestNotes.recorded(this.request);
		if (recorded != null && recorded.classification().severity().isFailure()) {
			failed(recorded.error());
		}
		else if (recorded != null) {
			withdrawn();
		}
		else if (this.timedOut && this.response.getStatus() >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
			failed(new TimeoutException("asynchronous request"));
		}
		else if (this.told.compareAndSet(false, true)) {
			int status = this.response.getStatus();
			if (status >= REDIRECTED && status < FAILED && status != HttpServletResponse.SC_NOT_MODIFIED) {
				// To a login page, or because this caller may not know of it.
				this.route.refuses().set(true);
			}
			String key = (this.alike && this.route.refuses().get()) ? null : this.key;
			byte[] body = (this.captured != null && key != null) ? this.captured.body() : null;
			if (body != null && key != null) {
				this.lastGood.put(key, this.route.shared(), this.response, body);
			}
			this.route.breaker().succeeded(nanos());
		}
	}

	@Override
	public void onComplete(AsyncEvent event) {
		ended();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		// A request that waits may have an answer of its own for that.
		this.timedOut = true;
	}

	@Override
	public void onError(AsyncEvent event) {
		// An error of the connection is the client's end of it. Others are recorded when
		// the server hands them to an error page, before the request completes.
		if (event.getThrowable() instanceof IOException) {
			withdrawn();
		}
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		event.getAsyncContext().addListener(this);
	}

}
