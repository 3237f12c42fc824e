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
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A request is ended by its server and by its filter at once.
 */
@JCStressTest
@State
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Ended once")
public class InFlightFinishStress {

	private final InFlightRequests requests = new InFlightRequests(NanoClock.SYSTEM);

	private final InFlightRequest request;

	/** Creates a request in flight. */
	public InFlightFinishStress() {
		this.requests.announce();
		this.request = this.requests.startInTime("GET", "/");
	}

	@Actor
	public void server() {
		this.requests.finish(this.request);
	}

	@Actor
	public void filter() {
		this.requests.finish(this.request);
	}

	@Arbiter
	public void after(II_Result result) {
		result.r1 = (int) this.requests.active();
		result.r2 = (int) this.requests.finishedDraining();
	}

}
