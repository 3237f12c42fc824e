/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.process.DrainLog;
import io.softlanding.time.NanoClock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;
import org.slf4j.helpers.NOPLogger;

/**
 * Spring asks for the back half while a second signal escalates and asks for it too: it
 * runs once, both see its end, and the state does not move back.
 */
@JCStressTest
@State
@Outcome(id = "1, 1, 1, STOPPED", expect = Expect.ACCEPTABLE, desc = "Stopped once, seen by both")
public class DrainStateStress {

	private static final DrainLog LOG = new DrainLog(NOPLogger.NOP_LOGGER);

	private static final DrainBudget BUDGET = new DrainBudget(Duration.ofSeconds(20), Duration.ofSeconds(6), Map.of(),
			Duration.ofSeconds(22));

	private final AtomicInteger stops = new AtomicInteger();

	private final Drain drain = new Drain(
			new DrainRequest(DrainReason.SIGTERM, Instant.EPOCH, NanoClock.SYSTEM.nanoTime()), new DrainPlan(List.of()),
			BUDGET, NanoClock.SYSTEM, LOG, new DrainListeners(List.of(), LOG), false,
			(stopped) -> this.stops.incrementAndGet());

	/** Creates a drain that has begun. */
	public DrainStateStress() {
		this.drain.begin();
	}

	@Actor
	public void spring(LLLL_Result result) {
		result.r1 = this.drain.stop() ? 1 : 0;
	}

	@Actor
	public void secondSignal(LLLL_Result result) {
		this.drain.escalate();
		result.r2 = this.drain.stop() ? 1 : 0;
	}

	@Arbiter
	public void after(LLLL_Result result) {
		result.r3 = this.stops.get();
		result.r4 = this.drain.state();
	}

}
