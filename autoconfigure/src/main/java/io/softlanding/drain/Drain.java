package io.softlanding.drain;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.slf4j.event.Level;

/**
 * One drain, from its trigger to its end: two halves, each on a thread of its own.
 *
 * <p>
 * The thread of the back half is the timer that guards the reserve: it starts when it is
 * asked to, or when only the reserve is left, wherever Spring is then.
 */
final class Drain implements DrainRun {

	/**
	 * How long to wait for a front half that was cut, before the back half begins without
	 * it.
	 */
	private static final long CUT_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

	/** What a phase of the front half may take once nobody waits: enough to act. */
	private static final long FORCED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private static final String OUT_OF_TIME = "Out of time";

	private final DrainRequest request;

	private final DrainPlan plan;

	private final DrainBudget budget;

	private final NanoClock clock;

	private final DrainLog log;

	private final DrainListeners listeners;

	private final boolean beansStopBetween;

	private final Consumer<Drain> whenStopped;

	private volatile DrainState state = DrainState.DRAINING;

	private final List<PhaseRun> phases = new CopyOnWriteArrayList<>();

	private final CountDownLatch frontEnded = new CountDownLatch(1);

	private final CountDownLatch backRequested = new CountDownLatch(1);

	private final CountDownLatch stopped = new CountDownLatch(1);

	private volatile long deadlineNanos;

	private volatile long endNanos;

	private volatile boolean backThread;

	private volatile FlightRecord record = FlightRecord.NONE;

	/**
	 * Creates a drain that has not begun.
	 * @param beansStopBetween whether beans stop between the halves and need a share of
	 * the front half's time
	 * @param whenStopped runs on the back half's thread before those who wait for it go
	 * on
	 */
	Drain(DrainRequest request, DrainPlan plan, DrainBudget budget, NanoClock clock, DrainLog log,
			DrainListeners listeners, boolean beansStopBetween, Consumer<Drain> whenStopped) {
		this.request = request;
		this.plan = plan;
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
		this.log.info("Draining because of %s: %s at most, %s of it for transactions, caches and locks".formatted(
				this.request.reason(), PhaseRun.seconds(this.budget.timeout()),
				PhaseRun.seconds(this.budget.reserve())));
		DrainThread.startOrRun("front", this::front);
		try {
			new DrainThread("back", this::back).start();
			this.backThread = true;
		}
		catch (OutOfMemoryError error) {
			this.log.warn("No thread for the back half: it runs when the context stops");
		}
	}

	private void front() {
		try {
			for (DrainPhase phase : DrainPhase.values()) {
				if (!phase.isBackHalf() && this.state == DrainState.DRAINING && !needless(phase)) {
					runGuarded(phase, () -> frontNanos(phase));
				}
			}
		}
		finally {
			this.frontEnded.countDown();
		}
	}

	private void back() {
		try {
			this.backRequested.await(frontLeftNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			// Nobody but an impatient participant can mean this; the back half is what
			// protects data.
		}
		if (this.request.forced()) {
			// It is acting, not waiting.
			Waiting.uninterruptibly(this.frontEnded, 2 * FORCED_NANOS);
		}
		if (!advance(DrainState.STOPPING)) {
			return;
		}
		cutFront();
		try {
			for (DrainPhase phase : DrainPhase.values()) {
				if (phase.isBackHalf()) {
					runGuarded(phase, () -> this.budget.backNanos(phase, leftNanos()));
				}
			}
		}
		finally {
			this.endNanos = this.clock.nanoTime();
			advance(DrainState.STOPPED);
			this.record.end(outcome(), "");
			this.listeners.drainEnded(outcome());
			this.listeners.awaitTold();
			this.log.info("Drained in %s: %s".formatted(PhaseRun.seconds(took()), text(outcome())));
			try {
				this.whenStopped.accept(this);
			}
			finally {
				this.stopped.countDown();
			}
		}
	}

	private boolean needless(DrainPhase phase) {
		return this.request.forced() && phase == DrainPhase.QUIET_PERIOD;
	}

	private long frontNanos(DrainPhase phase) {
		return this.request.forced() ? FORCED_NANOS
				: this.budget.frontNanos(phase, frontLeftNanos(), this.beansStopBetween);
	}

	private void cutFront() {
		if (this.frontEnded.getCount() > 0) {
			this.phases.forEach((run) -> run.cut(OUT_OF_TIME));
			Waiting.uninterruptibly(this.frontEnded, CUT_NANOS);
		}
	}

	/**
	 * Runs a phase; whatever goes wrong in it, also where nothing can, the next one gets
	 * its turn.
	 */
	private void runGuarded(DrainPhase phase, LongSupplier nanos) {
		try {
			run(phase, nanos.getAsLong());
		}
		catch (Throwable ex) {
			this.log.write((logger) -> logger.error("Phase {} broke off", phase, ex));
		}
	}

	private void run(DrainPhase phase, long nanos) {
		List<PlannedParticipant> participants = this.plan.participants(phase);
		if (participants.isEmpty()) {
			return;
		}
		PhaseRun run = new PhaseRun(phase, participants, nanos, this.request, this.clock, this.log);
		this.phases.add(run);
		if (!phase.isBackHalf() && this.state != DrainState.DRAINING) {
			// Whoever ended the front half did not see this run yet.
			run.cut(OUT_OF_TIME);
		}
		run.run();
		DrainOutcome outcome = Objects.requireNonNull(run.outcome());
		Level level = (outcome.compareTo(DrainOutcome.COMPLETED) > 0) ? Level.WARN : Level.INFO;
		// Put into words by the thread of the log: the next phase does not wait for that.
		this.log.write((logger) -> logger.atLevel(level).log(run.summary()));
		this.listeners.phaseEnded(run, outcome, this.request.startedAt().plus(took()));
	}

	/**
	 * Moves to a later state. The only place where the state changes.
	 * @param next the state to move to
	 * @return whether this call moved it; it never moves back
	 */
	private synchronized boolean advance(DrainState next) {
		if (this.state.compareTo(next) >= 0) {
			return false;
		}
		this.state = next;
		return true;
	}

	/**
	 * Waits until the front half is over, at most until only the reserve is left. An
	 * interrupt does not shorten it.
	 */
	void awaitFront() {
		Waiting.uninterruptibly(this.frontEnded, Math.max(0, frontLeftNanos()) + CUT_NANOS);
	}

	/**
	 * Gives the listeners a moment to hear of the front half: Spring Boot is about to
	 * close its meter registries.
	 */
	void awaitTold() {
		this.listeners.awaitTold();
	}

	/**
	 * Asks for the back half, which runs once, however often it is asked for, and waits
	 * until it is over, at most until the drain's deadline. An interrupt does not shorten
	 * it.
	 * @return whether it is over
	 */
	boolean stop() {
		this.backRequested.countDown();
		if (!this.backThread) {
			back();
		}
		return Waiting.uninterruptibly(this.stopped, Math.max(0, leftNanos()) + this.budget.lateNanos());
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
		this.log.warn("A second signal: not waiting any longer");
		this.phases.stream()
			.filter((run) -> !run.phase().isBackHalf())
			.forEach((run) -> run.cut("Cut by a second signal"));
		this.backRequested.countDown();
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

	DrainOutcome outcome() {
		boolean stopped = this.state == DrainState.STOPPED;
		DrainOutcome worst = DrainOutcome.COMPLETED;
		for (PhaseRun run : this.phases) {
			DrainOutcome outcome = run.outcome();
			if (outcome != null) {
				worst = worst.worse(outcome);
			}
			else if (stopped) {
				// It broke off, or was left behind by the back half.
				worst = worst.worse(DrainOutcome.TIMED_OUT);
			}
		}
		return worst;
	}

	@Override
	public Duration took() {
		long end = (this.state == DrainState.STOPPED) ? this.endNanos : this.clock.nanoTime();
		return Duration.ofNanos(end - this.request.startNanos());
	}

	/** What only the back half may use. */
	Duration reserve() {
		return this.budget.reserve();
	}

	long leftNanos() {
		return this.deadlineNanos - this.clock.nanoTime();
	}

	private long frontLeftNanos() {
		return leftNanos() - this.budget.reserve().toNanos();
	}

	/**
	 * Returns how long the drain may take, from its trigger.
	 * @return the timeout, or less when it was escalated
	 */
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
