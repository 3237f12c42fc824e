package io.softlanding.web;

import java.io.IOException;

import io.softlanding.web.ManagementRequests.Kind;
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
		if (request instanceof HttpServletRequest httpRequest
				&& this.management.kind(path(httpRequest)) == Kind.PROBE) {
			answer(httpRequest, (HttpServletResponse) response, chain, this.probes);
			return;
		}
		chain.doFilter(request, response);
	}

	/**
	 * Returns the path of a request inside the application, whatever servlet serves it.
	 * @param request the request
	 * @return for example {@code /actuator/health}
	 */
	static String path(HttpServletRequest request) {
		String info = request.getPathInfo();
		return (info != null) ? info : request.getServletPath();
	}

	/**
	 * Answers a probe and notes what the answer was.
	 */
	static void answer(HttpServletRequest request, HttpServletResponse response, FilterChain chain, Probes probes)
			throws IOException, ServletException {
		boolean refused = true;
		try {
			chain.doFilter(request, response);
			refused = response.getStatus() >= HttpServletResponse.SC_BAD_REQUEST;
		}
		finally {
			probes.answered(request.getRemoteAddr(), request.getHeader("User-Agent"), refused);
		}
	}

}
