/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.Duration;
import java.util.function.Function;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.MultiPassParticipant;

/**
 * Has the exit report written before the end, as pending, so that it is there even if the
 * process is killed later.
 */
final class ExitReportParticipant implements MultiPassParticipant {

	/** How long a file system that hangs holds up the drain. */
	private static final Duration MOST = Duration.ofMillis(400);

	private final Function<Duration, DrainResult> pending;

	private volatile DrainResult last = DrainResult.skipped("Not reached");

	/**
	 * Creates a participant that has written nothing.
	 * @param pending writes the report, in the given time at most
	 */
	ExitReportParticipant(Function<Duration, DrainResult> pending) {
		this.pending = pending;
	}

	@Override
	public String name() {
		return "exit-report";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.HANDOFF;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		Duration time = context.remaining().multipliedBy(3).dividedBy(4);
		this.last = this.pending.apply((time.compareTo(MOST) < 0) ? time : MOST);
		return this.last;
	}

	@Override
	public DrainResult conclude() {
		return (this.last.outcome() == DrainOutcome.COMPLETED)
				? DrainResult.completed("Written as pending, and finished at the end") : this.last;
	}

}
