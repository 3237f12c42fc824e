/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.io.IOException;

import io.softlanding.inflight.ManagementRequests.Kind;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.core.Ordered;

/**
 * Tracks each request from here to its end, through asynchronous and error dispatches,
 * and answers those that come too late, in servers that do not count requests themselves
 * (see {@link #COUNTED_BY_SERVER}). A request ends when the filter chain or the
 * asynchronous context has ended.
 */
final class InFlightFilter implements Filter {

	/** Attribute of a servlet context whose server counts requests itself. */
	static final String COUNTED_BY_SERVER = InFlightFilter.class.getName() + ".countedByServer";

	private static final String MANAGEMENT = InFlightFilter.class.getName() + ".management";

	private final Arrivals arrivals;

	InFlightFilter(Arrivals arrivals) {
		this.arrivals = arrivals;
	}

	static @Nullable InFlightRequest of(ServletRequest request) {
		return Arrivals.of(request.getAttribute(Arrivals.ATTRIBUTE));
	}

	@Override
	public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = (HttpServletRequest) servletRequest;
		HttpServletResponse response = (HttpServletResponse) servletResponse;
		InFlightRequest inFlight = of(request);
		if (inFlight == null) {
			if (request.getAttribute(MANAGEMENT) != null) {
				chain.doFilter(request, response);
				return;
			}
			Kind kind = this.arrivals.kind(ProbeFilter.path(request));
			if (kind != Kind.APPLICATION) {
				// Its error page is management too.
				request.setAttribute(MANAGEMENT, true);
				if (kind.isProbe()) {
					ProbeFilter.answer(request, response, chain, kind, this.arrivals.probes());
				}
				else {
					chain.doFilter(request, response);
				}
				close(request, response);
				return;
			}
			boolean refused = this.arrivals.refusesUpgrade(() -> request.getHeader("Upgrade"));
			inFlight = refused ? null : start(request);
			if (inFlight == null) {
				close(request, response);
				refuse(response, this.arrivals.lateResponse());
				return;
			}
			request.setAttribute(Arrivals.ATTRIBUTE, inFlight);
		}
		serve(request, response, chain, inFlight);
	}

	static void refuse(HttpServletResponse response, LateResponse answer) throws IOException {
		byte[] problem = answer.problem();
		response.setStatus(LateResponse.STATUS);
		response.setHeader("Retry-After", answer.retryAfter());
		response.setContentType(LateResponse.CONTENT_TYPE);
		response.setContentLength(problem.length);
		response.getOutputStream().write(problem);
		response.flushBuffer();
	}

	private @Nullable InFlightRequest start(HttpServletRequest request) {
		String route = request.getHttpServletMapping().getPattern();
		return (request.getDispatcherType() == DispatcherType.ERROR)
				? this.arrivals.requests().startInTime(request.getMethod(), route)
				: this.arrivals.start(request.getMethod(), route, ProbeFilter.path(request));
	}

	private void serve(HttpServletRequest request, HttpServletResponse response, FilterChain chain,
			InFlightRequest inFlight) throws IOException, ServletException {
		inFlight.attach();
		try {
			chain.doFilter(request, response);
		}
		finally {
			inFlight.detach();
			if (request.isAsyncStarted() && Arrivals.isEvents(response.getContentType())) {
				inFlight.markEventStream();
			}
			close(request, response);
			end(request, inFlight);
		}
	}

	/**
	 * Has a response that has not been begun yet close its connection, if the instance
	 * drains. A header that is set earlier would have servers end bodies of unknown
	 * length with the connection, and one that is cut would look complete.
	 */
	private void close(HttpServletRequest request, HttpServletResponse response) {
		if (this.arrivals.requests().draining() && !response.isCommitted()
				&& request.getProtocol().startsWith("HTTP/1")) {
			response.setHeader("Connection", "close");
		}
	}

	private void end(HttpServletRequest request, InFlightRequest inFlight) {
		if (!request.isAsyncStarted()) {
			// An error dispatch after this one counts anew.
			request.removeAttribute(Arrivals.ATTRIBUTE);
			this.arrivals.requests().finish(inFlight);
		}
		else if (request.getDispatcherType() != DispatcherType.ASYNC) {
			request.getAsyncContext().addListener(new EndOfAsync(inFlight));
		}
	}

	private final class EndOfAsync implements AsyncListener {

		private final InFlightRequest inFlight;

		EndOfAsync(InFlightRequest inFlight) {
			this.inFlight = inFlight;
		}

		@Override
		public void onComplete(AsyncEvent event) {
			InFlightFilter.this.arrivals.requests().finish(this.inFlight);
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			// Complete follows.
		}

		@Override
		public void onError(AsyncEvent event) {
			// Complete follows.
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

	/**
	 * Registers the filter where it is needed. Not a registration bean: tests with mock
	 * requests, which need not end, would apply it.
	 */
	record Registration(Arrivals arrivals) implements ServletContextInitializer, Ordered {

		@Override
		public void onStartup(ServletContext context) throws ServletException {
			if (context.getAttribute(COUNTED_BY_SERVER) != null) {
				return;
			}
			FilterRegistrationBean<InFlightFilter> filter = new FilterRegistrationBean<>(
					new InFlightFilter(this.arrivals));
			filter.setName("softlandingInFlightFilter");
			filter.setOrder(HIGHEST_PRECEDENCE);
			filter.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
			filter.setAsyncSupported(true);
			filter.onStartup(context);
		}

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

	}

}
