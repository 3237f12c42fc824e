/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.process.BoundedWait;
import io.softlanding.process.SerialTasks;
import org.jspecify.annotations.Nullable;

/**
 * The part of the reserve that is needed at a moment: the floor of HANDOFF, and for each
 * other phase of the back half what its participants need for what is open. The rest is
 * available to requests and to beans that Spring stops.
 *
 * <p>
 * Participants are asked on a thread of their own, since they may ask the application,
 * and the threads that watch the deadline must not hang. Without an answer the whole
 * reserve is needed.
 */
final class ReserveEstimate {

	/** An answer is asked for at each step of the drain. */
	private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	/** A question without an answer for so long may have been lost: it is asked again. */
	private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final DrainPlan plan;

	private final DrainBudget budget;

	private final Collection<PhaseRun> runs;

	private final SerialTasks questions = new SerialTasks("needs", 1, () -> {
	});

	private @Nullable Question latest;

	/** The latest question that was answered. */
	private volatile @Nullable Question known;

	ReserveEstimate(DrainPlan plan, DrainBudget budget, Collection<PhaseRun> runs) {
		this.plan = plan;
		this.budget = budget;
		this.runs = runs;
	}

	/** A question to all participants. */
	private static final class Question {

		private final long askedNanos = System.nanoTime();

		private final CountDownLatch answered = new CountDownLatch(1);

		private volatile @Nullable Duration answer;

		private long age() {
			return System.nanoTime() - this.askedNanos;
		}

	}

	/**
	 * Returns what is needed now, at most the reserve. Waits for participants, but not
	 * for long, and not twice for one that hangs.
	 */
	Duration now() {
		Question question = question();
		BoundedWait.uninterruptibly(question.answered, TIMEOUT_NANOS - question.age());
		Question known = this.known;
		// An answer may be late because its thread waits for a processor: the one before
		// counts for a while.
		Duration needed = (known != null && known.age() < LOST_NANOS) ? known.answer : null;
		return (needed != null && needed.compareTo(this.budget.reserve()) < 0) ? needed : this.budget.reserve();
	}

	private synchronized Question question() {
		Question latest = this.latest;
		if (latest != null && latest.age() < ((latest.answer == null) ? LOST_NANOS : FRESH_NANOS)) {
			return latest;
		}
		Question next = new Question();
		this.latest = next;
		this.questions.add(() -> {
			next.answer = sum();
			this.known = next;
			next.answered.countDown();
		});
		return next;
	}

	private Duration sum() {
		Duration needed = this.budget.floor(DrainPhase.HANDOFF);
		for (DrainPhase phase : DrainPhase.values()) {
			if (phase.isBackHalf() && phase != DrainPhase.HANDOFF) {
				needed = needed.plus(needs(phase));
			}
		}
		return needed;
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
