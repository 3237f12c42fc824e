package io.softlanding.web;

import java.io.IOException;

import io.softlanding.web.ManagementRequests.Kind;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;

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
		if (request instanceof HttpServletRequest httpRequest && this.management.kind(httpRequest) == Kind.PROBE) {
			this.probes.seen();
		}
		chain.doFilter(request, response);
	}

}
