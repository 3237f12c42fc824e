/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.concurrent.TimeUnit;

import io.softlanding.time.NanoClock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Two requests end, one of them twice, while somebody waits. The last end wakes him: a
 * wake-up that is lost costs all of his patience.
 */
@JCStressTest
@State
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Idle at once")
@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "Not idle though both have ended")
@Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "Nobody woke the one who waits")
public class InFlightWaitStress {

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

	private final InFlightRequests requests = new InFlightRequests(NanoClock.SYSTEM);

	private final InFlightRequest one = this.requests.startInTime("GET", "/one");

	private final InFlightRequest other = this.requests.startInTime("GET", "/other");

	@Actor
	public void waits(I_Result result) {
		long start = System.nanoTime();
		try {
			boolean idle = this.requests.awaitIdle((request) -> false, PATIENCE_NANOS);
			boolean late = System.nanoTime() - start > PATIENCE_NANOS / 2;
			result.r1 = late ? -1 : (idle ? 1 : 0);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Actor
	public void ends() {
		this.requests.finish(this.one);
		this.requests.finish(this.one);
		this.requests.finish(this.other);
	}

}
