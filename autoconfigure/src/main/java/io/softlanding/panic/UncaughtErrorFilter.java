package io.softlanding.panic;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Records what the server hands to an error page, and what the error page itself throws.
 * Stands in no other dispatch: a request that does not fail never comes here, and there
 * is no frame of it in a stack trace that the application logs or shows.
 */
final class UncaughtErrorFilter implements Filter {

	private final RequestPanics panics;

	UncaughtErrorFilter(RequestPanics panics) {
		this.panics = panics;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
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

	private void record(ServletRequest request, Throwable error) {
		this.panics.makeRoom(error);
		this.panics.record((HttpServletRequest) request, ErrorChain.unwrap(error), true);
	}

}
