/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Records what the server hands to an error page, and what the error page itself throws.
 * Does nothing in forwards and includes of the application, and stands in no other
 * dispatch: there is no frame of it in the stack trace of a request that is not
 * forwarded.
 */
final class UncaughtErrorFilter implements Filter {

	private final RequestPanics panics;

	UncaughtErrorFilter(RequestPanics panics) {
		this.panics = panics;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!isErrorPage(request)) {
			chain.doFilter(request, response);
			return;
		}
		if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable error) {
			record(request, error);
		}
		try {
			chain.doFilter(request, response);
		}
		catch (Throwable ex) {
			record(request, ex);
			throw ex;
		}
	}

	/** A forward or an include of the application's own may still handle its errors. */
	static boolean isErrorPage(ServletRequest request) {
		return request.getDispatcherType() == DispatcherType.ERROR
				|| request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) != null
				|| request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) != null;
	}

	private void record(ServletRequest request, Throwable error) {
		this.panics.makeRoom(error);
		this.panics.record((HttpServletRequest) request, ErrorChain.unwrap(error), true);
	}

}
