/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

/**
 * From here on HTTP/1.x responses carry {@code Connection: close}, and arrivals are
 * noted.
 */
record ConnectionCloseParticipant(InFlightRequests requests) implements DrainParticipant {

	@Override
	public String name() {
		return "connection-close";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.ANNOUNCE;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		this.requests.announce();
		return DrainResult.completed("Responses close their connections");
	}

	@Override
	public void resume() {
		this.requests.resume();
	}

}
