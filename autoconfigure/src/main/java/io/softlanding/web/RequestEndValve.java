/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.io.IOException;
import java.util.List;

import io.softlanding.inflight.RequestEnd;
import jakarta.servlet.ServletException;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Ends requests when Tomcat would write them to its access log: after the last byte was
 * handed to the connection, after asynchronous processing and after error pages.
 */
final class RequestEndValve extends ValveBase implements AccessLog {

	private final InFlightRequests requests;

	private final RequestEnd[] listeners;

	RequestEndValve(InFlightRequests requests, List<RequestEnd> listeners) {
		super(true);
		this.requests = requests;
		this.listeners = listeners.toArray(RequestEnd[]::new);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		getNext().invoke(request, response);
	}

	@Override
	public void log(Request request, Response response, long time) {
		for (RequestEnd listener : this.listeners) {
			listener.ended(request);
		}
		InFlightRequest inFlight = Arrivals.of(request.getAttribute(Arrivals.ATTRIBUTE));
		if (inFlight != null) {
			this.requests.finish(inFlight);
		}
	}

	@Override
	public void setRequestAttributesEnabled(boolean requestAttributesEnabled) {
		// Nothing is logged, so no attribute is read.
	}

	@Override
	public boolean getRequestAttributesEnabled() {
		return false;
	}

}
