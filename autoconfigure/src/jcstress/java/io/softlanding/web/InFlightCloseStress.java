/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import io.softlanding.time.NanoClock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * The last request ends and a new one arrives while nothing is to be accepted any more.
 * Whoever closes and then sees nothing in flight must be right: what was accepted is
 * seen.
 */
@JCStressTest
@State
@Outcome(id = "1, 1, 1, 0", expect = Expect.ACCEPTABLE, desc = "Accepted, and seen by the one who closed")
@Outcome(id = "0, [0-2], 0, 1", expect = Expect.ACCEPTABLE, desc = "Turned away, and counted as that")
public class InFlightCloseStress {

	private final InFlightRequests requests = new InFlightRequests(NanoClock.SYSTEM);

	private final InFlightRequest last = this.requests.startInTime("GET", "/last");

	@Actor
	public void arrives(IIII_Result result) {
		this.requests.finish(this.last);
		result.r1 = (this.requests.start("GET", "/new") != null) ? 1 : 0;
	}

	@Actor
	public void closes(IIII_Result result) {
		this.requests.close(this.requests.era());
		result.r2 = (int) this.requests.active();
	}

	@Arbiter
	public void after(IIII_Result result) {
		result.r3 = (int) this.requests.active();
		result.r4 = (int) this.requests.rejected();
	}

}
