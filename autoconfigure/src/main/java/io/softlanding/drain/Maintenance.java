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

	/** Names of participants that have not resumed, or not in time. */
	private final List<String> notResumed = new CopyOnWriteArrayList<>();

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
			PHASES.forEach((phase) -> attempt(phase.name(), () -> run(phase)));
			attempt("The end", this::drained);
			awaitLeft();
			attempt("The return", this::undo);
			if (!this.superseded) {
				this.state = DrainState.RUNNING;
				this.resumed.accept(this);
				attempt("The report", () -> this.log.info("Resumed after " + PhaseRun.seconds(took())));
			}
		}
		finally {
			this.ended.countDown();
		}
	}

	/** Nothing that fails here may leave the instance out of service. */
	private void attempt(String what, Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			this.log.write((logger) -> logger.warn("{} of a drain for {} failed", what, purpose(), ex));
		}
	}

	private void drained() {
		if (this.left.getCount() > 0) {
			this.state = DrainState.DRAINED;
			this.log.info("Drained for %s in %s".formatted(purpose(), PhaseRun.seconds(took())));
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
		boolean limited = phase == DrainPhase.IN_FLIGHT && this.request.reason() == DrainReason.REHEARSAL;
		return (phase == DrainPhase.QUIET_PERIOD) ? QUIET.toNanos()
				: this.budget.frontNanos(phase, this.budget.front().toNanos() - (limited ? spentNanos() : 0));
	}

	/** What a drain that ends the process would have spent until now. */
	private long spentNanos() {
		long spent = 0;
		for (PhaseRun run : this.phases) {
			spent += Math.min(run.took().toNanos(),
					this.budget.frontNanos(run.phase(), this.budget.front().toNanos() - spent));
		}
		return spent;
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
			attempt("The end of " + run.phase(), () -> {
				if (!run.awaitGone(PATIENCE)) {
					this.log.warn("%s has not ended; it is resumed anyway".formatted(run.phase()));
				}
			});
			for (PlannedParticipant planned : this.plan.participants(run.phase())) {
				if (this.superseded) {
					return;
				}
				attempt("The return of " + planned.name(), () -> undo(planned));
			}
		}
	}

	private void undo(PlannedParticipant planned) {
		boolean undone = BoundedWait.briefly(planned.name() + "-resume", PATIENCE, () -> {
			try {
				planned.participant().resume();
			}
			catch (RuntimeException | Error ex) {
				this.notResumed.add(planned.name());
				this.log.write((logger) -> logger.warn("Drain participant '{}' could not resume", planned.name(), ex));
			}
		});
		if (!undone) {
			this.notResumed.add(planned.name());
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

	/** Returns the names of participants that have not resumed, or not in time. */
	List<String> notResumed() {
		return List.copyOf(this.notResumed);
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
