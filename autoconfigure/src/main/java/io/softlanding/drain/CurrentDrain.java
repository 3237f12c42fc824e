/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.softlanding.process.DrainLog;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The one drain of a context, begun by the first request for it. May be used by any
 * thread.
 */
final class CurrentDrain {

	private final DrainPlan plan;

	private final DrainBudget budget;

	private final NanoClock clock;

	private final DrainLog log;

	private final DrainListeners listeners;

	private final AtomicReference<@Nullable DrainRun> run = new AtomicReference<>();

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

	/** Begins the drain, unless it has begun. */
	Drain begin(DrainReason reason, @Nullable Thread initiator, Consumer<Drain> whenStopped) {
		return begin(reason, initiator, whenStopped, this.budget);
	}

	/** Begins the drain, unless it has begun. */
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
		DrainRun previous = replace(created);
		if (previous instanceof Drain existing) {
			if (initiator != null) {
				existing.request().addInitiator(initiator);
			}
			return existing;
		}
		if (previous instanceof Maintenance maintenance) {
			maintenance.supersede();
		}
		created.begin();
		return created;
	}

	/** Puts a drain in the place of whatever is there, unless that is one. */
	private @Nullable DrainRun replace(Drain created) {
		while (true) {
			DrainRun previous = this.run.get();
			if (previous instanceof Drain || this.run.compareAndSet(previous, created)) {
				return previous;
			}
		}
	}

	/** Returns a drain for maintenance or a rehearsal, which has not begun. */
	Maintenance maintenance(DrainReason reason, Requester caller) {
		return new Maintenance(new DrainRequest(reason, Instant.now(), this.clock.nanoTime()), caller, this.plan,
				this.budget, this.clock, this.log, (resumed) -> this.run.compareAndSet(resumed, null));
	}

	/** Begins a drain for maintenance, unless this instance drains. */
	@Nullable DrainRun begin(Maintenance maintenance) {
		DrainRun existing = this.run.compareAndExchange(null, maintenance);
		if (existing != null) {
			return existing;
		}
		try {
			maintenance.begin();
			return null;
		}
		catch (OutOfMemoryError error) {
			this.run.compareAndSet(maintenance, null);
			throw error;
		}
	}

	@Nullable Drain get() {
		return (this.run.get() instanceof Drain drain) ? drain : null;
	}

	/** Returns what runs or rests, for maintenance or to the end. */
	@Nullable DrainRun run() {
		return this.run.get();
	}

	DrainState state() {
		DrainRun run = this.run.get();
		return (run != null) ? run.state() : DrainState.RUNNING;
	}

	/** Whether beans stop between the halves and need a share of the time. */
	void beansStopBetween(boolean beansStopBetween) {
		this.beansStopBetween = beansStopBetween;
	}

	/** Notes that the process is ending, also for a drain that has begun. */
	void markExiting() {
		this.exiting = true;
		Drain drain = get();
		if (drain != null) {
			drain.request().markExiting();
		}
	}

	boolean exiting() {
		return this.exiting;
	}

}
