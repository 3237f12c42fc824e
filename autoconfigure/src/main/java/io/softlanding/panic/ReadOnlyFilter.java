/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Rejects writes with 503 while the application takes none.
 */
final class ReadOnlyFilter implements Filter {

	private final ReadOnlyRule rule;

	private final ProblemAnswer answer;

	ReadOnlyFilter(ReadOnlyRule rule, ProblemAnswer answer) {
		this.rule = rule;
		this.answer = answer;
	}

	@Override
	public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = (HttpServletRequest) servletRequest;
		String method = request.getMethod();
		if (this.rule.concerns(method) && !this.rule.excepts(method, RequestNotes.managementPath(request),
				RoutePattern.decoded(RequestNotes.servletPath(request)))) {
			this.answer.write((HttpServletResponse) response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "read_only");
			return;
		}
		chain.doFilter(request, response);
	}

}
