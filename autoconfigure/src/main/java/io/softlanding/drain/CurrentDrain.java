package io.softlanding.drain;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The one drain of a context, begun by whoever asks for it first. May be used by any
 * thread.
 */
final class CurrentDrain {

	private final DrainPlan plan;

	private final DrainBudget budget;

	private final NanoClock clock;

	private final DrainLog log;

	private final DrainListeners listeners;

	private final AtomicReference<@Nullable Drain> drain = new AtomicReference<>();

	private volatile boolean beansStopBetween;

	/** Whether the process is ending. */
	private volatile boolean exiting;

	CurrentDrain(DrainPlan plan, DrainBudget budget, NanoClock clock, DrainLog log, List<DrainListener> listeners) {
		this.plan = plan;
		this.budget = budget;
		this.clock = clock;
		this.log = log;
		this.listeners = new DrainListeners(listeners, log);
	}

	/**
	 * Begins the drain, unless it has begun.
	 * @param reason why
	 * @param initiator the thread that must not be waited for, if there is one
	 * @param whenStopped told once, when the last phase is over
	 * @return the drain, whoever began it
	 */
	Drain begin(DrainReason reason, @Nullable Thread initiator, Consumer<Drain> whenStopped) {
		return begin(reason, initiator, whenStopped, this.budget);
	}

	/**
	 * Begins the drain, unless it has begun.
	 * @param reason why
	 * @param initiator the thread that must not be waited for, if there is one
	 * @param whenStopped told once, when the last phase is over
	 * @param budget how long it may take
	 * @return the drain, whoever began it
	 */
	Drain begin(DrainReason reason, @Nullable Thread initiator, Consumer<Drain> whenStopped, DrainBudget budget) {
		DrainRequest request = new DrainRequest(reason, Instant.now(), this.clock.nanoTime());
		if (initiator != null) {
			request.addInitiator(initiator);
		}
		if (this.exiting) {
			request.markExiting();
		}
		Drain created = new Drain(request, this.plan, budget, this.clock, this.log, this.listeners,
				this.beansStopBetween, whenStopped);
		Drain existing = this.drain.compareAndExchange(null, created);
		if (existing == null) {
			created.begin();
			return created;
		}
		if (initiator != null) {
			existing.request().addInitiator(initiator);
		}
		return existing;
	}

	/**
	 * Returns the drain.
	 * @return it, or {@code null} while nobody has asked for one
	 */
	@Nullable Drain get() {
		return this.drain.get();
	}

	DrainState state() {
		Drain drain = this.drain.get();
		return (drain != null) ? drain.state() : DrainState.RUNNING;
	}

	/**
	 * Whether beans stop between the halves and need a share of the time.
	 * @param beansStopBetween {@code true} if they do
	 */
	void beansStopBetween(boolean beansStopBetween) {
		this.beansStopBetween = beansStopBetween;
	}

	/** Notes that the process is ending, also for a drain that has begun. */
	void markExiting() {
		this.exiting = true;
		Drain drain = this.drain.get();
		if (drain != null) {
			drain.request().markExiting();
		}
	}

	boolean exiting() {
		return this.exiting;
	}

}
