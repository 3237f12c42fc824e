/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.Locale;
import java.util.function.Supplier;

import io.softlanding.inflight.ManagementRequests;
import io.softlanding.inflight.ManagementRequests.Kind;
import io.softlanding.inflight.UpgradeGate;
import org.jspecify.annotations.Nullable;

/**
 * What servers need to know to count the requests that arrive.
 */
record Arrivals(InFlightRequests requests, ManagementRequests management, Probes probes, LateResponse lateResponse,
		LateRoutes lateRoutes) implements UpgradeGate {

	/** The attribute of a servlet request that names its {@link InFlightRequest}. */
	static final String ATTRIBUTE = InFlightRequest.class.getName();

	private static final String EVENTS = "text/event-stream";

	/**
	 * Counts a request of the application, and notes one that comes too late.
	 * @param route what the server knows of its route
	 * @return the request, or {@code null} if it must be rejected
	 */
	@Nullable InFlightRequest start(String method, String route, String path) {
		InFlightRequest request = this.requests.start(method, route);
		if (request == null || this.requests.servesLate()) {
			String late = this.lateRoutes.route(method, path);
			this.requests.rejected(method, (late.equals(LateRoutes.UNMATCHED) && !route.equals("/")) ? route : late);
		}
		return request;
	}

	/**
	 * Whether to refuse a request because it asks for a WebSocket.
	 * @param upgrade supplies the {@code Upgrade} header, which is only read while the
	 * instance refuses upgrades
	 */
	boolean refusesUpgrade(Supplier<@Nullable String> upgrade) {
		String header = this.requests.refusesUpgrades() ? upgrade.get() : null;
		boolean refused = header != null && header.toLowerCase(Locale.ROOT).contains("websocket");
		if (refused) {
			this.requests.upgradeRefused();
		}
		return refused;
	}

	@Override
	public void refuseUpgrades(boolean refused) {
		this.requests.refuseUpgrades(refused);
	}

	@Override
	public long refusedUpgrades() {
		return this.requests.refusedUpgrades();
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

	/** Finds the routes that rejected requests would have taken. */
	interface LateRoutes {

		/** Route of what no controller serves, such as static files. */
		String UNMATCHED = "unmatched";

		/** Returns the route of a request. */
		String route(String method, String path);

	}

}
