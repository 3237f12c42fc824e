/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import io.softlanding.process.BoundedWait;
import io.softlanding.process.DrainLog;
import io.softlanding.process.DrainThread;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * A drain that can be undone: the part of the front half that closes nothing, on one
 * thread, which then rests until it is to resume or until the instance has to end after
 * all.
 */
final class Maintenance implements DrainRun {

	private static final List<DrainPhase> PHASES = List.of(DrainPhase.ANNOUNCE, DrainPhase.QUIET_PERIOD,
			DrainPhase.IN_FLIGHT);

	/** No platform kills what is maintained: there is time for the slowest probers. */
	private static final Duration QUIET = Duration.ofMinutes(2);

	/** How long participants may take to come to an end, or to resume. */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	/** What a drain that ends the process grants this one to get out of its way. */
	private static final Duration SUPERSEDING = Duration.ofMillis(300);

	private final DrainRequest request;

	private final Requester caller;

	private final DrainPlan plan;

	private final DrainBudget budget;

	private final NanoClock clock;

	private final DrainLog log;

	private final Consumer<Maintenance> resumed;

	private final List<PhaseRun> phases = new CopyOnWriteArrayList<>();

	private final CountDownLatch left = new CountDownLatch(1);

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile DrainState state = DrainState.DRAINING;

	private volatile boolean superseded;

	private volatile @Nullable Requester resumer;

	Maintenance(DrainRequest request, Requester caller, DrainPlan plan, DrainBudget budget, NanoClock clock,
			DrainLog log, Consumer<Maintenance> resumed) {
		this.request = request;
		this.caller = caller;
		this.plan = plan;
		this.budget = budget;
		this.clock = clock;
		this.log = log;
		this.resumed = resumed;
	}

	/** Begins, on a thread of its own. */
	void begin() {
		this.log.info("Draining for %s, requested by %s".formatted(purpose(), this.caller));
		new DrainThread("maintenance", this::run).start();
	}

	private String purpose() {
		return (this.request.reason() == DrainReason.REHEARSAL) ? "a rehearsal" : "maintenance";
	}

	private void run() {
		try {
			PHASES.forEach(this::run);
			if (this.left.getCount() > 0) {
				this.state = DrainState.DRAINED;
				this.log.info("Drained for %s in %s".formatted(purpose(), PhaseRun.seconds(took())));
			}
			awaitLeft();
			if (!this.superseded) {
				undo();
			}
		}
		finally {
			this.ended.countDown();
		}
	}

	private void run(DrainPhase phase) {
		List<PlannedParticipant> participants = this.plan.participants(phase);
		if (participants.isEmpty() || this.left.getCount() == 0) {
			return;
		}
		PhaseRun run = new PhaseRun(phase, participants, nanos(phase), this.request, this.clock, this.log);
		this.phases.add(run);
		if (this.left.getCount() == 0) {
			// The request to end came before this run was listed.
			run.cut("Resumed");
		}
		run.run();
		this.log.write((logger) -> logger.info(run.summary()));
	}

	private long nanos(DrainPhase phase) {
		return (phase == DrainPhase.QUIET_PERIOD) ? QUIET.toNanos()
				: this.budget.frontNanos(phase, this.budget.front().toNanos());
	}

	private void awaitLeft() {
		while (this.left.getCount() > 0) {
			try {
				this.left.await();
			}
			catch (InterruptedException ex) {
				// This thread is not meant: it goes on waiting.
			}
		}
	}

	/**
	 * Undoes everything, last things first, so that traffic comes back when it is served.
	 */
	private void undo() {
		List<PhaseRun> undone = new ArrayList<>(this.phases);
		Collections.reverse(undone);
		for (PhaseRun run : undone) {
			if (!run.awaitGone(PATIENCE)) {
				this.log.warn("%s has not ended; it is resumed anyway".formatted(run.phase()));
			}
			for (PlannedParticipant planned : this.plan.participants(run.phase())) {
				if (this.superseded) {
					return;
				}
				undo(planned);
			}
		}
		this.state = DrainState.RUNNING;
		this.resumed.accept(this);
		this.log.info("Resumed after " + PhaseRun.seconds(took()));
	}

	private void undo(PlannedParticipant planned) {
		boolean undone = BoundedWait.briefly(planned.name() + "-resume", PATIENCE, () -> {
			try {
				planned.participant().resume();
			}
			catch (RuntimeException | Error ex) {
				this.log.write((logger) -> logger.warn("Drain participant '{}' could not resume", planned.name(), ex));
			}
		});
		if (!undone) {
			this.log.warn("Drain participant '%s' did not resume in time".formatted(planned.name()));
		}
	}

	/**
	 * Undoes it, also while it still drains, and returns at once. Asking again does
	 * nothing.
	 */
	void resume(Requester caller) {
		if (this.left.getCount() > 0) {
			this.resumer = caller;
			this.log.info("Resuming, requested by " + caller);
			leave("Resumed");
		}
	}

	/**
	 * Gets out of the way of a drain that ends the process. What is undone already stays
	 * undone, and nothing else is.
	 */
	void supersede() {
		this.superseded = true;
		leave("Superseded");
		BoundedWait.uninterruptibly(this.ended, SUPERSEDING.toNanos());
	}

	private void leave(String why) {
		this.left.countDown();
		this.phases.forEach((run) -> run.cut(why));
	}

	/** Whether it is being undone. */
	boolean leaving() {
		return this.left.getCount() == 0;
	}

	Requester caller() {
		return this.caller;
	}

	DrainBudget budget() {
		return this.budget;
	}

	/** Returns who has asked for its end first. */
	@Nullable Requester resumer() {
		return this.resumer;
	}

	/** Whether a drain that ends the process has taken its place. */
	boolean superseded() {
		return this.superseded;
	}

	/** Waits until it is undone or superseded. */
	boolean awaitEnded(Duration timeout) {
		return BoundedWait.uninterruptibly(this.ended, timeout.toNanos());
	}

	@Override
	public DrainRequest request() {
		return this.request;
	}

	@Override
	public DrainState state() {
		return this.state;
	}

	@Override
	public List<PhaseRun> phases() {
		return this.phases;
	}

	@Override
	public Duration took() {
		return Duration.ofNanos(this.clock.nanoTime() - this.request.startNanos());
	}

	@Override
	public Duration allowed() {
		return QUIET.plus(this.budget.front());
	}

	private long leftNanos() {
		return Math.max(0, allowed().toNanos() - took().toNanos());
	}

	@Override
	public Duration remaining() {
		return Duration.ofNanos((this.state == DrainState.DRAINING) ? leftNanos() : 0);
	}

}
