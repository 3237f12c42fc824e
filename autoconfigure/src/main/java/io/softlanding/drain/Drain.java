/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import io.softlanding.drain.DeadlineGuard.Ask;
import io.softlanding.process.BoundedWait;
import io.softlanding.process.DrainLog;
import io.softlanding.process.DrainThread;
import io.softlanding.time.NanoClock;
import org.slf4j.event.Level;

/**
 * One drain, from its trigger until its context has ended: two halves, each on a thread
 * of its own.
 *
 * <p>
 * The thread of the back half guards the deadline. It runs the phases on request, runs
 * them again when Spring has stopped more beans, and for the last time when only the
 * reserve is left, whatever Spring is doing then.
 */
final class Drain implements DrainRun {

	/** How long to wait for a front half that was cut. */
	private static final long CUT_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

	/** Time of a phase of the front half in a forced drain: enough to act. */
	private static final long FORCED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private static final Duration CONCLUSION = Duration.ofMillis(500);

	private static final String OUT_OF_TIME = "Out of time";

	private final DrainRequest request;

	private final DrainBudget budget;

	private final NanoClock clock;

	private final DrainLog log;

	private final DrainListeners listeners;

	/** Whether beans stop between the halves and need a share of the time. */
	private volatile boolean beansStopBetween;

	/** Runs on the back half's thread before threads that wait for it go on. */
	private final Consumer<Drain> whenStopped;

	private volatile DrainState state = DrainState.DRAINING;

	private final PhaseRuns phases;

	private final ReserveEstimate needed;

	private final CountDownLatch frontEnded = new CountDownLatch(1);

	private final CountDownLatch inFlight = new CountDownLatch(1);

	private final DeadlineGuard guard;

	private final CountDownLatch stopped = new CountDownLatch(1);

	private final CountDownLatch lookedBeforeStop = new CountDownLatch(1);

	private final CountDownLatch lookedLast = new CountDownLatch(1);

	private volatile long deadlineNanos;

	/** When half of the time for what is in flight is over. */
	private volatile long halfwayNanos;

	private volatile long endNanos;

	private volatile boolean backThread;

	private volatile FlightRecord record = FlightRecord.NONE;

	Drain(DrainRequest request, DrainPlan plan, DrainBudget budget, NanoClock clock, DrainLog log,
			DrainListeners listeners, boolean beansStopBetween, Consumer<Drain> whenStopped) {
		this.request = request;
		this.phases = new PhaseRuns(request, plan, clock, log);
		this.guard = new DeadlineGuard(this::urgent, this::frontLeftNanos,
				() -> leftNanos() - budget.reserve().toNanos());
		this.needed = new ReserveEstimate(plan, budget, this.phases.all());
		this.budget = budget;
		this.clock = clock;
		this.log = log;
		this.listeners = listeners;
		this.beansStopBetween = beansStopBetween;
		this.whenStopped = whenStopped;
		this.deadlineNanos = request.startNanos() + budget.timeout().toNanos();
	}

	void begin() {
		this.record = FlightRecord.ofDrain(this.request.reason());
		this.listeners.drainBegan(this.request.reason());
		this.log.info("Draining because of %s: %s at most, up to %s of it for transactions, caches and locks".formatted(
				this.request.reason(), PhaseRun.seconds(this.budget.timeout()),
				PhaseRun.seconds(this.budget.reserve())));
		DrainThread.startOrRun("front", this::front);
		this.backThread = true;
		try {
			new DrainThread("back", this::back).start();
		}
		catch (OutOfMemoryError error) {
			this.backThread = false;
			this.log.warn("No thread could be created for the back half, which runs when the context stops");
		}
	}

	private void front() {
		try {
			for (DrainPhase phase : DrainPhase.values()) {
				if (phase == DrainPhase.IN_FLIGHT) {
					this.halfwayNanos = this.clock.nanoTime() + Math.max(0, frontLeftNanos()) / 2;
					this.inFlight.countDown();
				}
				if (!phase.isBackHalf() && this.state == DrainState.DRAINING
						&& (phase != DrainPhase.QUIET_PERIOD || !this.request.forced())) {
					run(phase, () -> front(phase), DrainPass.LAST);
				}
			}
		}
		finally {
			this.inFlight.countDown();
			this.frontEnded.countDown();
		}
	}

	private void back() {
		try {
			DrainPass pass = (this.guard.next() == Ask.BACK_HALF && this.backThread) ? DrainPass.FIRST : DrainPass.LAST;
			if (this.request.forced()) {
				// It acts and does not wait.
				BoundedWait.uninterruptibly(this.frontEnded, 2 * FORCED_NANOS);
			}
			if (!advance(DrainState.STOPPING)) {
				return;
			}
			cutFront();
			stopping(pass);
			for (Ask ask = Ask.BACK_HALF; pass != DrainPass.LAST && ask != Ask.END; ask = this.guard.next()) {
				if (ask == Ask.BEFORE_STOP) {
					pass(DrainPass.BEFORE_STOP);
					this.lookedBeforeStop.countDown();
				}
				else if (ask == Ask.LAST) {
					pass = DrainPass.LAST;
					pass(pass);
				}
			}
		}
		finally {
			this.lookedBeforeStop.countDown();
			this.lookedLast.countDown();
		}
	}

	private void stopping(DrainPass pass) {
		try {
			pass(pass);
		}
		finally {
			this.endNanos = this.clock.nanoTime();
			advance(DrainState.STOPPED);
			try {
				this.record.end(outcome(), "");
				this.listeners.drainEnded(outcome());
				this.listeners.awaitTold();
				this.log.info("Drained in %s: %s".formatted(PhaseRun.seconds(took()), text(outcome())));
				this.whenStopped.accept(this);
			}
			finally {
				this.stopped.countDown();
			}
		}
	}

	private void pass(DrainPass pass) {
		for (DrainPhase phase : DrainPhase.values()) {
			if (phase.isBackHalf() && (pass != DrainPass.BEFORE_STOP || phase != DrainPhase.HANDOFF)) {
				run(phase, () -> back(phase, pass), pass);
			}
		}
	}

	/** How long participants of the back half have; the last look keeps what it needs. */
	private ToLongFunction<PlannedParticipant> back(DrainPhase phase, DrainPass pass) {
		long nanos = this.budget.lookNanos(leftNanos(), this.state);
		ToLongFunction<PlannedParticipant> left = PhaseRun.until(this.clock, this.budget.backNanos(phase, nanos));
		if (pass == DrainPass.LAST || nanos > leftNanos()) {
			return left;
		}
		long own = this.budget.floor(phase).toNanos();
		return (participant) -> Math.min(left.applyAsLong(participant),
				frontLeftNanos() + (participant.looksAgain() ? 0 : own));
	}

	/** Whether nothing is waited for any more. */
	private boolean urgent() {
		return this.request.forced() || this.backThread && frontLeftNanos() <= 0
				&& !(this.budget.assumed() && this.state == DrainState.STOPPED);
	}

	/** How long the participants of a phase of the front half have. */
	private ToLongFunction<PlannedParticipant> front(DrainPhase phase) {
		if (phase == DrainPhase.IN_FLIGHT && !this.request.forced()) {
			return (participant) -> frontLeftNanos();
		}
		ToLongFunction<PlannedParticipant> left = PhaseRun.until(this.clock,
				this.request.forced() ? FORCED_NANOS : this.budget.frontNanos(phase, frontLeftNanos()));
		return (participant) -> left.applyAsLong(participant) + participant.extraNanos();
	}

	private void cutFront() {
		if (this.frontEnded.getCount() > 0) {
			this.phases.cutFront(OUT_OF_TIME);
			BoundedWait.uninterruptibly(this.frontEnded, CUT_NANOS);
		}
	}

	/**
	 * Runs a phase; whatever goes wrong in it, also where nothing can, the next one gets
	 * its turn.
	 */
	private void run(DrainPhase phase, Supplier<ToLongFunction<PlannedParticipant>> leftNanos, DrainPass pass) {
		try {
			PhaseRun run = this.phases.begin(phase, leftNanos.get(), pass);
			if (run == null) {
				return;
			}
			if (!phase.isBackHalf() && this.state != DrainState.DRAINING) {
				run.cut(OUT_OF_TIME);
			}
			run.run();
			DrainOutcome outcome = Objects.requireNonNull(run.outcome());
			Level level = (!outcome.isGood() && !run.isProvisional()) ? Level.WARN : Level.INFO;
			// Put into words by the thread of the log: the next phase does not wait.
			if (run.saysMore()) {
				this.log.write((logger) -> logger.atLevel(level).log(run.summary()));
				this.listeners.phaseEnded(run, outcome, this.request.startedAt().plus(took()));
			}
		}
		catch (Throwable ex) {
			this.log.write((logger) -> logger.error("Phase {} ended with an error", phase, ex));
		}
	}

	/** Moves to a later state. The only place where the state changes. */
	private synchronized boolean advance(DrainState next) {
		if (this.state.compareTo(next) >= 0) {
			return false;
		}
		this.state = next;
		return true;
	}

	/**
	 * Waits until the front half is over, at most until only the reserve is left. Where
	 * beans such as message listeners stop before the back half, their stop begins when
	 * half of the time for what is in flight is over, as it begins at once without a
	 * drain. An interrupt does not shorten it.
	 */
	void awaitFront() {
		long left = Math.max(0, frontLeftNanos()) + CUT_NANOS;
		if (BoundedWait.uninterruptibly(this.inFlight, left)) {
			long half = this.halfwayNanos - this.clock.nanoTime();
			left = Math.max(0, this.beansStopBetween ? half : frontLeftNanos() + CUT_NANOS);
			BoundedWait.uninterruptibly(this.frontEnded, left);
		}
	}

	/** Called when these beans are stopped in the front half instead. */
	void noBeansStopBetween() {
		this.beansStopBetween = false;
	}

	/**
	 * Waits until the front half is over and listeners know of it, before Spring Boot
	 * closes its meter registries.
	 */
	void awaitTold() {
		awaitFront();
		this.listeners.awaitTold();
	}

	/**
	 * Asks for the back half, which runs once, and waits until its first look is over, at
	 * most until the drain's deadline. An interrupt does not shorten it.
	 */
	boolean stop() {
		if (this.backThread) {
			BoundedWait.uninterruptibly(this.frontEnded, Math.max(0, frontLeftNanos()));
		}
		this.guard.ask(Ask.BACK_HALF);
		if (!this.backThread) {
			back();
		}
		return BoundedWait.uninterruptibly(this.stopped, Math.max(0, leftNanos()) + this.budget.lateNanos());
	}

	/** Has the participants look again before Spring stops what they need. */
	void beforeStop() {
		this.guard.ask(Ask.BEFORE_STOP);
		BoundedWait.uninterruptibly(this.lookedBeforeStop,
				Math.max(0, this.budget.lookNanos(leftNanos(), this.state)) + this.budget.lateNanos());
	}

	/** Ends the drain, because its context has ended. May be called twice. */
	void end() {
		this.guard.ask(Ask.END);
		if (this.backThread) {
			BoundedWait.uninterruptibly(this.lookedLast, Math.max(0, leftNanos()) + this.budget.lateNanos());
		}
		conclude(CONCLUSION);
		this.endNanos = this.clock.nanoTime();
	}

	/**
	 * Makes the results of revisited participants final, as far as they answer in time.
	 */
	void conclude(Duration timeout) {
		this.phases.conclude(timeout);
	}

	/**
	 * Stops all waiting: what is left of the front half is dropped, and the back half
	 * starts now, with its reserve.
	 */
	void escalate() {
		if (!this.request.force()) {
			return;
		}
		long sooner = this.clock.nanoTime() + this.budget.reserve().toNanos();
		if (this.state == DrainState.DRAINING && sooner - this.deadlineNanos < 0) {
			this.deadlineNanos = sooner;
		}
		this.log.warn("Second signal received: the drain stops waiting");
		this.phases.cutFront("Stopped waiting after a second signal");
		this.guard.ask(Ask.LAST);
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
		return this.phases.all();
	}

	DrainOutcome outcome() {
		return this.phases.outcome(this.state == DrainState.STOPPED);
	}

	@Override
	public Duration took() {
		long end = (this.state == DrainState.STOPPED) ? this.endNanos : this.clock.nanoTime();
		return Duration.ofNanos(end - this.request.startNanos());
	}

	long leftNanos() {
		return this.deadlineNanos - this.clock.nanoTime();
	}

	/** What is left until only what is needed of the reserve is left. */
	long frontLeftNanos() {
		return leftNanos() - this.needed.now().toNanos();
	}

	/** Returns how long the drain may take, from its trigger. */
	@Override
	public Duration allowed() {
		return Duration.ofNanos(this.deadlineNanos - this.request.startNanos());
	}

	@Override
	public Duration remaining() {
		return Duration.ofNanos(Math.max(0, leftNanos()));
	}

	static String text(DrainOutcome outcome) {
		return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
