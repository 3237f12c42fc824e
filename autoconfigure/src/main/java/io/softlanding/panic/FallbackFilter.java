/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Answers failed calls of a route, outside all filters of the application, which may
 * handle the error first.
 */
final class FallbackFilter implements Filter {

	private final Fallbacks fallbacks;

	private final RequestPanics panics;

	FallbackFilter(Fallbacks fallbacks, RequestPanics panics) {
		this.fallbacks = fallbacks;
		this.panics = panics;
	}

	@Override
	public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = (HttpServletRequest) servletRequest;
		HttpServletResponse response = (HttpServletResponse) servletResponse;
		FallbackCall call = FallbackCall.of(request);
		if (call != null) {
			resume(call, request, response, chain);
			return;
		}
		call = this.fallbacks.begin(request, response);
		if (call == null) {
			chain.doFilter(request, response);
		}
		else {
			call(call, request, response, chain);
		}
	}

	private void call(FallbackCall call, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		try {
			chain.doFilter(request, call.response());
		}
		catch (Throwable ex) {
			Throwable error = ErrorChain.unwrap(ex);
			boolean failure = isFailure(call, error);
			if (call.isAdmitted() && failure) {
				call.failed(error);
			}
			else if (call.isAdmitted()) {
				call.withdrawn();
			}
			fallBack(call, request, response, ex, failure);
			return;
		}
		if (!call.isAdmitted()) {
			return;
		}
		if (!request.isAsyncStarted()) {
			call.ended();
			return;
		}
		try {
			AsyncContext asynchronous = request.getAsyncContext();
			if (asynchronous.hasOriginalRequestAndResponse()) {
				// What is written to the server's own response is not captured.
				call.keepNothing();
			}
			asynchronous.addListener(call);
		}
		catch (IllegalStateException ex) {
			// The server has completed it already: its result is not known.
			call.withdrawn();
		}
	}

	private void resume(FallbackCall call, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		try {
			chain.doFilter(request, response);
		}
		catch (Throwable ex) {
			fallBack(call, request, response, ex, isFailure(call, ErrorChain.unwrap(ex)));
		}
	}

	private boolean isFailure(FallbackCall call, Throwable error) {
		if (FallbackCall.isRefusal(error)) {
			if (call.isAdmitted()) {
				call.refused();
			}
			return false;
		}
		return this.panics.classify(error).severity().isFailure();
	}

	private void fallBack(FallbackCall call, HttpServletRequest request, HttpServletResponse response, Throwable thrown,
			boolean failure) throws IOException, ServletException {
		Throwable error = ErrorChain.unwrap(thrown);
		if (!failure || !call.isAdmitted() || response.isCommitted() || error instanceof InterruptedException
				|| error instanceof Error) {
			PanicFilter.rethrow(thrown);
		}
		this.panics.record(request, error, false);
		this.fallbacks.answer(call, response, error);
		if (request.isAsyncStarted()) {
			request.getAsyncContext().complete();
		}
	}

}
