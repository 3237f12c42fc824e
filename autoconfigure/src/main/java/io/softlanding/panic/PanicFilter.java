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
 * The outermost place of a request that is ours: what comes here, nobody has handled.
 * Records it and answers. What cannot be answered any more, because the response has
 * begun or nobody is there, goes on to the server, which breaks the connection, so that
 * nobody takes half a response for a whole one.
 */
final class PanicFilter implements Filter {

	private final RequestPanics panics;

	private final Refusals refusals;

	private final ProblemAnswer answer;

	private final AsyncListener asyncErrors = new AsyncErrors();

	PanicFilter(RequestPanics panics, Refusals refusals, ProblemAnswer answer) {
		this.panics = panics;
		this.refusals = refusals;
		this.answer = answer;
	}

	@Override
	public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = (HttpServletRequest) servletRequest;
		boolean first = request.getDispatcherType() == DispatcherType.REQUEST;
		if (first) {
			String refusal = this.refusals.reason(request);
			if (refusal != null) {
				this.answer.write((HttpServletResponse) servletResponse, HttpServletResponse.SC_SERVICE_UNAVAILABLE,
						refusal);
				return;
			}
			this.panics.begun(request);
		}
		try {
			chain.doFilter(request, servletResponse);
			if (first && request.isAsyncStarted()) {
				// The error page may be there before the listener is.
				this.panics.note(request);
				request.getAsyncContext().addListener(this.asyncErrors);
			}
		}
		catch (Throwable ex) {
			escaped(request, (HttpServletResponse) servletResponse, ex);
		}
	}

	private void escaped(HttpServletRequest request, HttpServletResponse response, Throwable thrown)
			throws IOException, ServletException {
		this.panics.makeRoom(thrown);
		Throwable error = ErrorChain.unwrap(thrown);
		PanicClassification classification = this.panics.record(request, error);
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

	/** Lets go on what was caught. */
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

	/** What fails on a thread that the application has started for the request. */
	private final class AsyncErrors implements AsyncListener {

		@Override
		public void onError(AsyncEvent event) {
			Throwable error = event.getThrowable();
			if (error == null || !(event.getSuppliedRequest() instanceof HttpServletRequest request)) {
				return;
			}
			Throwable unwrapped = ErrorChain.unwrap(error);
			if (unwrapped instanceof IOException) {
				// What the application throws comes back through the filters.
				PanicFilter.this.panics.clientGone(request, unwrapped);
			}
			else {
				PanicFilter.this.panics.record(request, unwrapped);
			}
		}

		@Override
		public void onComplete(AsyncEvent event) {
			// Nothing has escaped.
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			// Spring throws what becomes of it.
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

}
