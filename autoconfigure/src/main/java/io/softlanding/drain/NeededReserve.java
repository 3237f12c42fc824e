/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.softlanding.process.SerialTasks;
import io.softlanding.process.Waiting;

/**
 * What of the reserve is needed at a moment: the floor of HANDOFF, and for each other
 * phase of the back half what its participants need for what is open. The rest is
 * available to requests and to beans that Spring stops.
 */
final class NeededReserve {

	private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private static final int MOST_QUESTIONS = 1000;

	private final DrainPlan plan;

	private final DrainBudget budget;

	private final Collection<PhaseRun> runs;

	/** Users' participants and caches are asked, which may hang. */
	private final SerialTasks answers = new SerialTasks("needs", MOST_QUESTIONS, () -> {
	});

	private volatile CountDownLatch unanswered = new CountDownLatch(0);

	/**
	 * Creates it.
	 * @param runs those of the drain, as they begin
	 */
	NeededReserve(DrainPlan plan, DrainBudget budget, Collection<PhaseRun> runs) {
		this.plan = plan;
		this.budget = budget;
		this.runs = runs;
	}

	/**
	 * Returns what is needed now.
	 * @return the reserve at most; the floors while the application does not answer
	 */
	Duration now() {
		if (this.unanswered.getCount() > 0) {
			return floors();
		}
		AtomicReference<Duration> needed = new AtomicReference<>();
		CountDownLatch answered = new CountDownLatch(1);
		this.answers.add(() -> {
			needed.set(needed());
			answered.countDown();
		});
		if (!Waiting.uninterruptibly(answered, ANSWER_NANOS)) {
			this.unanswered = answered;
			return floors();
		}
		return needed.get();
	}

	private Duration floors() {
		Duration floors = this.budget.floors().values().stream().reduce(Duration.ZERO, Duration::plus);
		return (floors.compareTo(this.budget.reserve()) < 0) ? floors : this.budget.reserve();
	}

	private Duration needed() {
		Duration needed = this.budget.floor(DrainPhase.HANDOFF);
		for (DrainPhase phase : DrainPhase.values()) {
			if (phase.isBackHalf() && phase != DrainPhase.HANDOFF) {
				needed = needed.plus(needs(phase));
			}
		}
		return (needed.compareTo(this.budget.reserve()) < 0) ? needed : this.budget.reserve();
	}

	/** Participants of one phase run at the same time. */
	private Duration needs(DrainPhase phase) {
		boolean ran = this.runs.stream().anyMatch((run) -> run.phase() == phase && run.outcome() != null);
		return this.plan.participants(phase)
			.stream()
			.filter((participant) -> !ran || participant.looksAgain())
			.map(this::needs)
			.reduce(Duration.ZERO, (one, other) -> (one.compareTo(other) > 0) ? one : other);
	}

	private Duration needs(PlannedParticipant participant) {
		Duration floor = this.budget.floor(participant.phase());
		try {
			Duration needs = participant.participant().needs();
			return (needs == null || !needs.isZero() && needs.compareTo(floor) < 0) ? floor : needs;
		}
		catch (RuntimeException | Error ex) {
			return floor;
		}
	}

}
