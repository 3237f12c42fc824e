/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.io.IOException;

import io.softlanding.inflight.ManagementRequests;
import io.softlanding.inflight.ManagementRequests.Kind;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Notes probes that arrive on a management port of its own.
 */
final class ProbeFilter implements Filter {

	private final ManagementRequests management;

	private final Probes probes;

	ProbeFilter(ManagementRequests management, Probes probes) {
		this.management = management;
		this.probes = probes;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request instanceof HttpServletRequest httpRequest) {
			Kind kind = this.management.kind(path(httpRequest));
			if (kind.isProbe()) {
				answer(httpRequest, (HttpServletResponse) response, chain, kind, this.probes);
				return;
			}
		}
		chain.doFilter(request, response);
	}

	/**
	 * Returns the path of a request inside the application, whatever servlet serves it.
	 * @return for example {@code /actuator/health}
	 */
	static String path(HttpServletRequest request) {
		String info = request.getPathInfo();
		return (info != null) ? info : request.getServletPath();
	}

	/** Answers a probe and notes what the answer was. */
	static void answer(HttpServletRequest request, HttpServletResponse response, FilterChain chain, Kind kind,
			Probes probes) throws IOException, ServletException {
		Probe probe = arrived(kind, request, probes);
		int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
		try {
			chain.doFilter(request, response);
			status = response.getStatus();
		}
		finally {
			probes.answered(probe, status);
		}
	}

	static Probe arrived(Kind kind, HttpServletRequest request, Probes probes) {
		return probes.arrived(kind, request.getRemoteAddr(), request.getRemotePort(), request.getHeader("User-Agent"),
				path(request), (header) -> request.getHeader(header) != null);
	}

}
