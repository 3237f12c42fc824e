/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import io.softlanding.web.ManagementRequests.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What servers need to know to count the requests that arrive.
 *
 * @param requests the requests in flight
 * @param management which requests are not an application's
 * @param probes notes who asks whether this instance is ready
 * @param lateAnswer the answer to requests that come too late
 * @param lateRoutes finds the routes of those, given the native request
 */
record Arrivals(InFlightRequests requests, ManagementRequests management, Probes probes, LateAnswer lateAnswer,
		RouteOfLateRequest lateRoutes) {

	/** The attribute of a servlet request that names its {@link InFlightRequest}. */
	static final String ATTRIBUTE = InFlightRequest.class.getName();

	private static final String EVENTS = "text/event-stream";

	/**
	 * Notes the route of a request that came too late, if it can be found.
	 */
	void late(String method, String route, Object request) {
		String found = this.lateRoutes.apply(request);
		if (found != null) {
			this.requests.renameRejected(method + " " + route, method + " " + found);
		}
	}

	Kind kind(String path) {
		return this.management.kind(path);
	}

	static @Nullable InFlightRequest of(@Nullable Object attribute) {
		return (attribute instanceof InFlightRequest inFlight) ? inFlight : null;
	}

	static boolean isEvents(@Nullable String contentType) {
		return contentType != null && contentType.startsWith(EVENTS);
	}

}
