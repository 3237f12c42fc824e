/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rsocket;

import java.time.Duration;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

/**
 * Closes connections with a reason: at INTAKE those without a request in flight, at
 * HANDOFF all.
 */
record ConnectionsParticipant(RSocketRequests requests, DrainPhase phase) implements DrainParticipant {

	@Override
	public String name() {
		return (this.phase == DrainPhase.INTAKE) ? "rsocket-intake" : "rsocket-connections";
	}

	@Override
	public Duration needs() {
		return Duration.ZERO;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		int connections = this.requests.connections();
		if (this.phase == DrainPhase.INTAKE) {
			this.requests.end();
			return (connections == 0) ? DrainResult.nothingToDo("No RSocket connection is open") : DrainResult
				.completed("%d RSocket connections are closed when their requests have ended", connections);
		}
		int left = this.requests.active();
		this.requests.close();
		return (connections == 0) ? DrainResult.nothingToDo("All RSocket connections are closed")
				: DrainResult.partial("%d RSocket connections closed with %d requests in flight", connections, left);
	}

}
