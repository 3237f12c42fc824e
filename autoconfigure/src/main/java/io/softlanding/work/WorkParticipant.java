/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.RehearsableParticipant;
import io.softlanding.time.NanoClock;
import io.softlanding.work.WorkStatus.Which;

/**
 * Waits until jobs, tasks and scheduled runs have ended, also those that begin meanwhile.
 * What had already run for longer than a whole drain when the drain began is named and
 * not waited for.
 */
final class WorkParticipant implements RehearsableParticipant {

	private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** All contexts of the process drain together. */
	private static final Set<DrainReason> SIGNALS = EnumSet.of(DrainReason.SIGTERM, DrainReason.SIGINT);

	private final WorkRegistry registry;

	private final WorkStatus status;

	private final BooleanSupplier exhausted;

	/** Creates a participant that also waits until other sources are exhausted. */
	WorkParticipant(WorkRegistry registry, WorkStatus status, BooleanSupplier exhausted) {
		this.registry = registry;
		this.status = status;
		this.exhausted = exhausted;
	}

	@Override
	public String name() {
		return "work";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.IN_FLIGHT;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		boolean rehearsal = context.reason() == DrainReason.REHEARSAL;
		Predicate<RunningWork> early = this.registry.begunBeforeNow();
		Predicate<RunningWork> waitedFor = (work) -> !this.registry.endless(work) && !context.initiatedBy(work.thread())
				&& (!rehearsal || early.test(work));
		this.registry.waitForAll();
		boolean idle = await(context, waitedFor);
		this.registry.leave();
		// What is left is waited for again.
		DrainResult result = (idle ? ended() : left(waitedFor)).counting(this.registry.endedDraining(), 0);
		List<Map<String, Object>> endless = this.status.byName(new Which(this.registry::endless, true), false,
				WorkStatus.MOST_LEFT, true);
		return endless.isEmpty() ? result : result.with("notWaitedFor", endless);
	}

	/** Waits while there is time, and returns whether nothing is left. */
	boolean await(DrainContext context, Predicate<RunningWork> waitedFor) {
		BooleanSupplier exhausted = () -> this.exhausted.getAsBoolean()
				&& this.registry.childrenDrained(SIGNALS.contains(context.reason()));
		long own = (this.registry.executors().counted() > 0)
				? PoolWorkers.count((thread) -> isUnknownInitiator(context, thread)) : 0;
		try {
			while (true) {
				long left = context.forced() ? 0 : context.remaining().toNanos();
				if (this.registry.awaitIdle(waitedFor.negate(), exhausted, own, Math.min(left, PROGRESS_NANOS))) {
					return true;
				}
				context.progress(this.status.line(waitedFor));
				if (left == 0) {
					return false;
				}
			}
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	/**
	 * Whether a thread runs a task that is only counted and waits for the drain itself.
	 */
	private boolean isUnknownInitiator(DrainContext context, Thread thread) {
		return context.initiatedBy(thread) && !this.registry.runsOn(thread);
	}

	private DrainResult ended() {
		long ended = this.registry.endedDraining();
		long endless = this.registry.executors().endless()
				+ this.registry.running().stream().filter(this.registry::endless).count()
				+ this.registry.scheduledRuns().stream().filter(this.registry::endless).count();
		String all = (ended == 0) ? "No observed task or job in flight"
				: "%d %s ended since the drain began".formatted(ended, (ended == 1) ? "task or job" : "tasks and jobs");
		Set<String> notObserved = this.registry.executors().notObserved();
		if (endless > 0) {
			return DrainResult.partial("%s; %d had run for longer than a drain may take and %s not waited for", all,
					endless, (endless == 1) ? "is" : "are");
		}
		if (!notObserved.isEmpty()) {
			return DrainResult.assumed("%s; tasks of %d executors that are not observed are assumed to have ended", all,
					notObserved.size());
		}
		return (ended == 0) ? DrainResult.nothingToDo("%s", all) : DrainResult.completed("%s", all);
	}

	private DrainResult left(Predicate<RunningWork> waitedFor) {
		List<Map<String, Object>> left = this.status.byName(new Which(waitedFor, false), true, WorkStatus.MOST_LEFT,
				true);
		return DrainResult.timedOut("%s", this.status.line(waitedFor)).with("remaining", left);
	}

	@Override
	public void resume() {
		this.registry.resumed();
	}

	@Override
	public DrainParticipant standIn() {
		WorkRegistry none = new WorkRegistry(NanoClock.SYSTEM);
		none.begin("rehearsal").close();
		return new WorkParticipant(none, new WorkStatus(none, new TrackedRuns(none)), () -> true);
	}

}
