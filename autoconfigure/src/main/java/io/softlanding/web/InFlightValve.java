/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.inflight.ManagementRequests.Kind;
import jakarta.servlet.ServletException;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Counts requests before any filter or valve of the application sees them, through
 * asynchronous dispatches and error pages, and answers those that come too late.
 * {@link RequestEndValve} ends them.
 */
final class InFlightValve extends ValveBase {

	private final Arrivals arrivals;

	/** Dispatches of the application's own management, which may take long. */
	private final AtomicInteger management = new AtomicInteger();

	InFlightValve(Arrivals arrivals) {
		super(true);
		this.arrivals = arrivals;
	}

	/** How many threads work for requests that are not counted. */
	int management() {
		return this.management.get();
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		Valve next = getNext();
		InFlightRequest inFlight = Arrivals.of(request.getAttribute(Arrivals.ATTRIBUTE));
		if (inFlight == null) {
			Kind kind = kind(request);
			if (kind != Kind.APPLICATION) {
				serveManagement(request, response, kind);
				return;
			}
			ConnectionCloseHook.install(request, response, this.arrivals.requests());
			boolean refused = this.arrivals.refusesUpgrade(() -> request.getHeader("Upgrade"));
			inFlight = refused ? null
					: this.arrivals.start(request.getMethod(), route(request), ProbeFilter.path(request));
			if (inFlight == null) {
				InFlightFilter.refuse(response, this.arrivals.lateResponse());
				return;
			}
			request.setAttribute(Arrivals.ATTRIBUTE, inFlight);
		}
		inFlight.attach();
		try {
			next.invoke(request, response);
		}
		finally {
			inFlight.detach();
			if (request.getAsyncContextInternal() != null && Arrivals.isEvents(response.getContentType())) {
				inFlight.markEventStream();
			}
		}
	}

	private void serveManagement(Request request, Response response, Kind kind) throws IOException, ServletException {
		ConnectionCloseHook.install(request, response, this.arrivals.requests());
		this.management.incrementAndGet();
		Probe probe = kind.isProbe() ? ProbeFilter.arrived(kind, request, this.arrivals.probes()) : null;
		int status = Response.SC_INTERNAL_SERVER_ERROR;
		try {
			getNext().invoke(request, response);
			status = response.getStatus();
		}
		finally {
			this.management.decrementAndGet();
			if (probe != null) {
				this.arrivals.probes().answered(probe, status);
			}
		}
	}

	/**
	 * What no web application takes, and a later dispatch of management, is not counted.
	 */
	private Kind kind(Request request) {
		if (request.getContext() == null || request.getAsyncContextInternal() != null) {
			return Kind.MANAGEMENT;
		}
		return this.arrivals.kind(ProbeFilter.path(request));
	}

	private static String route(Request request) {
		String pattern = (request.getWrapper() != null) ? request.getHttpServletMapping().getPattern() : null;
		return (pattern != null) ? pattern : "/";
	}

}
