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
 * Records errors that the server hands to an error page, and errors of the error page.
 * Does nothing in forwards and includes of the application, which may handle its errors.
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
