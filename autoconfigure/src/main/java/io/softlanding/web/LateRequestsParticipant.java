/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.MultiPassParticipant;

/**
 * Reports the requests that were answered with 503 because they came when nothing was
 * accepted any more.
 */
record LateRequestsParticipant(InFlightRequests requests) implements MultiPassParticipant {

	@Override
	public String name() {
		return "late-requests";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.HANDOFF;
	}

	@Override
	public Duration needs() {
		return Duration.ZERO;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		return conclude();
	}

	/** They come until the web server stops. */
	@Override
	public DrainResult conclude() {
		long rejected = this.requests.rejectedDraining();
		return (rejected == 0) ? DrainResult.nothingToDo("No request was too late")
				: DrainResult
					.partial("%d %s too late and answered with 503", rejected,
							(rejected == 1) ? "request was" : "requests were")
					.with("routes", this.requests.rejectedRoutes());
	}

}
