/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.softlanding.process.DrainLog;
import io.softlanding.time.NanoClock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.slf4j.helpers.NOPLogger;

/**
 * A second signal escalates while a phase asks what it may use, and a third one comes
 * then: the deadline moves once, to the reserve, and the floor of the phase behind holds
 * whatever is left.
 */
@JCStressTest
@State
@Outcome(id = "20, 19, 6", expect = Expect.ACCEPTABLE, desc = "Asked before the escalation")
@Outcome(id = "6, 5, 6", expect = Expect.ACCEPTABLE, desc = "Asked after it")
@Outcome(id = "20, 5, 6", expect = Expect.ACCEPTABLE, desc = "Escalated between the two questions")
public class DrainBudgetStress {

	private static final DrainLog LOG = new DrainLog(NOPLogger.NOP_LOGGER);

	private static final DrainBudget BUDGET = new DrainBudget(Duration.ofSeconds(20), Duration.ofSeconds(6),
			Map.of(DrainPhase.LOCKS, Duration.ofSeconds(1)), Duration.ofSeconds(22));

	/** Time stands still: what is left changes by nothing but the escalation. */
	private static final NanoClock STOPPED = new NanoClock() {

		@Override
		public long nanoTime() {
			return 0;
		}

		@Override
		public void sleep(long nanos) {
			// It does not.
		}

	};

	private final Drain drain = new Drain(new DrainRequest(DrainReason.SIGTERM, Instant.EPOCH, 0),
			new DrainPlan(List.of()), BUDGET, STOPPED, LOG, new DrainListeners(List.of(), LOG), false, (stopped) -> {
			});

	@Actor
	public void secondSignal() {
		this.drain.escalate();
	}

	@Actor
	public void phase(III_Result result) {
		result.r1 = seconds(this.drain.leftNanos());
		result.r2 = seconds(BUDGET.backNanos(DrainPhase.CACHES, this.drain.leftNanos()));
		this.drain.escalate();
	}

	@Arbiter
	public void after(III_Result result) {
		result.r3 = seconds(this.drain.leftNanos());
	}

	private static int seconds(long nanos) {
		return (int) TimeUnit.NANOSECONDS.toSeconds(nanos);
	}

}
