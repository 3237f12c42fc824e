/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Records and answers uncaught errors with {@code softlanding.panic.answers=problem}. If
 * the response has begun, the server gets the error and closes the connection.
 */
final class PanicFilter implements Filter {

	private final RequestPanics panics;

	private final ProblemAnswer answer;

	private final AsyncListener asyncErrors = new AsyncErrors();

	PanicFilter(RequestPanics panics, ProblemAnswer answer) {
		this.panics = panics;
		this.answer = answer;
	}

	@Override
	public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = (HttpServletRequest) servletRequest;
		try {
			chain.doFilter(request, servletResponse);
			if (request.getDispatcherType() == DispatcherType.REQUEST && request.isAsyncStarted()) {
				// The error page may be called before the listener is added.
				this.panics.note(request);
				request.getAsyncContext().addListener(this.asyncErrors);
			}
		}
		catch (Throwable ex) {
			answer(request, (HttpServletResponse) servletResponse, ex);
		}
	}

	private void answer(HttpServletRequest request, HttpServletResponse response, Throwable thrown)
			throws IOException, ServletException {
		this.panics.makeRoom(thrown);
		Throwable error = ErrorChain.unwrap(thrown);
		PanicClassification classification = this.panics.record(request, error, response.isCommitted());
		if (classification.status() == 0 || response.isCommitted()) {
			rethrow(thrown);
		}
		try {
			this.answer.write(request, response, classification, error);
			if (request.isAsyncStarted()) {
				request.getAsyncContext().complete();
			}
		}
		finally {
			if (error instanceof InterruptedException) {
				// Not before: an interrupted thread cannot write to a channel.
				Thread.currentThread().interrupt();
			}
		}
	}

	static void rethrow(Throwable thrown) throws IOException, ServletException {
		if (thrown instanceof IOException ex) {
			throw ex;
		}
		if (thrown instanceof ServletException ex) {
			throw ex;
		}
		if (thrown instanceof RuntimeException ex) {
			throw ex;
		}
		if (thrown instanceof Error error) {
			throw error;
		}
		throw new UndeclaredThrowableException(thrown);
	}

	/** Errors of threads that the application has started for the request. */
	private final class AsyncErrors implements AsyncListener {

		@Override
		public void onError(AsyncEvent event) {
			Throwable error = event.getThrowable();
			// An error of the connection means that the client has gone.
			if (error != null && event.getSuppliedRequest() instanceof HttpServletRequest request
					&& !(ErrorChain.unwrap(error) instanceof IOException)) {
				PanicFilter.this.panics.record(request, ErrorChain.unwrap(error), true);
			}
		}

		@Override
		public void onComplete(AsyncEvent event) {
			// No error.
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			// Spring throws an exception.
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

}
