package io.softlanding.panic;

import java.io.IOException;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Rejects writes with 503 while the application takes none, except those to actuator.
 */
final class ReadOnlyFilter implements Filter {

	private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");

	private final BooleanSupplier readOnly;

	private final Predicate<HttpServletRequest> management;

	private final ProblemAnswer answer;

	ReadOnlyFilter(BooleanSupplier readOnly, Predicate<HttpServletRequest> management, ProblemAnswer answer) {
		this.readOnly = readOnly;
		this.management = management;
		this.answer = answer;
	}

	@Override
	public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = (HttpServletRequest) servletRequest;
		if (this.readOnly.getAsBoolean() && WRITES.contains(request.getMethod()) && !this.management.test(request)) {
			this.answer.write((HttpServletResponse) response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "read_only");
			return;
		}
		chain.doFilter(request, response);
	}

}
