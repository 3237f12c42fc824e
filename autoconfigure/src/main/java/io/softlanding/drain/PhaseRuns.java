/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import io.softlanding.process.BoundedWait;
import io.softlanding.process.DrainLog;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The phases of one drain, as they begin: one run each, the latest.
 */
final class PhaseRuns {

	private final DrainRequest request;

	private final DrainPlan plan;

	private final NanoClock clock;

	private final DrainLog log;

	private final List<PhaseRun> runs = new CopyOnWriteArrayList<>();

	PhaseRuns(DrainRequest request, DrainPlan plan, NanoClock clock, DrainLog log) {
		this.request = request;
		this.plan = plan;
		this.clock = clock;
		this.log = log;
	}

	List<PhaseRun> all() {
		return this.runs;
	}

	/** Begins a phase, for the first time or again. */
	@Nullable PhaseRun begin(DrainPhase phase, ToLongFunction<PlannedParticipant> leftNanos, DrainPass pass) {
		List<PlannedParticipant> participants = this.plan.participants(phase);
		PhaseRun earlier = this.runs.stream().filter((run) -> run.phase() == phase).findFirst().orElse(null);
		if (participants.isEmpty()
				|| earlier != null && participants.stream().noneMatch(PlannedParticipant::looksAgain)) {
			return null;
		}
		PhaseRun run = new PhaseRun(phase, participants, leftNanos, this.request, this.clock, this.log, pass, earlier);
		if (earlier != null) {
			this.runs.set(this.runs.indexOf(earlier), run);
		}
		else {
			this.runs.add(run);
		}
		return run;
	}

	/** Ends the phases of the front half that run. */
	void cutFront(String why) {
		this.runs.stream().filter((run) -> !run.phase().isBackHalf()).forEach((run) -> run.cut(why));
	}

	/**
	 * Asks each revisited participant for its final result, not on this thread. One that
	 * does not answer in time keeps what it said before, as timed out.
	 */
	void conclude(Duration timeout) {
		List<ParticipantRun> revisited = this.runs.stream().flatMap(PhaseRun::revisited).toList();
		Set<ParticipantRun> silent = ConcurrentHashMap.newKeySet();
		silent.addAll(revisited);
		BoundedWait.each("conclusion", timeout,
				revisited.stream().<Runnable>map((run) -> () -> silent.remove(run.conclude())).toList());
		silent.forEach(ParticipantRun::concludeWithoutAnswer);
	}

	/**
	 * Returns the outcome of the whole drain: the worst of its phases. A phase that a
	 * rule skips does not count, unless nothing acts.
	 */
	DrainOutcome outcome(boolean stopped) {
		DrainOutcome worst = this.plan.acts() ? DrainOutcome.COMPLETED : DrainOutcome.SKIPPED;
		for (PhaseRun run : this.runs) {
			DrainOutcome outcome = run.outcome();
			if (outcome == null && stopped) {
				// It ended with an error, or was left behind by the back half.
				outcome = DrainOutcome.TIMED_OUT;
			}
			if (outcome != null && outcome != DrainOutcome.SKIPPED) {
				worst = worst.worse(outcome);
			}
		}
		return (stopped && isMissing()) ? worst.worse(DrainOutcome.PARTIAL) : worst;
	}

	/** Whether there was no time for a phase, or force has left it out. */
	private boolean isMissing() {
		return Stream.of(DrainPhase.values())
			.anyMatch((phase) -> !this.plan.participants(phase).isEmpty()
					&& this.runs.stream().noneMatch((run) -> run.phase() == phase));
	}

}
