/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.List;

import io.softlanding.inflight.ManagementRequests;
import io.softlanding.time.NanoClock;

/**
 * What servers in tests need to know.
 */
final class TestArrivals {

	private TestArrivals() {
	}

	static Probes probes() {
		return new Probes(NanoClock.SYSTEM, period(), HealthPaths.UNKNOWN, () -> Duration.ofMinutes(1));
	}

	static QuietPeriod period() {
		return new QuietPeriod(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(10), 3, false, List.of());
	}

	static Arrivals of(InFlightRequests requests) {
		return of(requests, ManagementRequests.NONE, probes());
	}

	static Arrivals of(InFlightRequests requests, ManagementRequests management, Probes probes) {
		return new Arrivals(requests, management, probes, new LateResponse(Duration.ofSeconds(5)),
				(method, path) -> Arrivals.LateRoutes.UNMATCHED);
	}

}
