/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.List;
import java.util.Map;

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
 * A signal comes while somebody wishes for maintenance and then closes the context: there
 * is one drain, whoever began it, and maintenance is no way back from it.
 */
@JCStressTest
@State
@Outcome(id = "same, same, [01], STOPPED", expect = Expect.ACCEPTABLE, desc = "One drain, to its end")
public class CurrentDrainStress {

	private static final DrainLog LOG = new DrainLog(NOPLogger.NOP_LOGGER);

	private static final DrainBudget BUDGET = new DrainBudget(Duration.ofSeconds(20), Duration.ofSeconds(6), Map.of(),
			Duration.ofSeconds(22));

	private final CurrentDrain current = new CurrentDrain(new DrainPlan(List.of()), BUDGET, NanoClock.SYSTEM, LOG,
			List.of());

	@Actor
	public void signal(LLLL_Result result) {
		result.r1 = begin(DrainReason.SIGTERM);
	}

	@Actor
	public void operator(LLLL_Result result) {
		result.r3 = (this.current.maintain(new Requester(null, null)) == null) ? 1 : 0;
		result.r2 = begin(DrainReason.CLOSE);
	}

	@Arbiter
	public void after(LLLL_Result result) {
		Drain drain = this.current.get();
		result.r4 = (drain != null && drain.stop()) ? drain.state() : "none";
	}

	private String begin(DrainReason reason) {
		return (this.current.begin(reason, null, (stopped) -> {
		}) == this.current.get()) ? "same" : "another";
	}

}
