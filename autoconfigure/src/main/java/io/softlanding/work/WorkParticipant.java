package io.softlanding.work;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.NanoClock;
import io.softlanding.drain.RehearsableParticipant;
import io.softlanding.work.WorkStatus.Which;

/**
 * Waits until jobs, tasks and scheduled runs have ended, also those that begin meanwhile.
 * What had already run for longer than a whole drain when the drain began is named and
 * not waited for.
 */
final class WorkParticipant implements RehearsableParticipant {

	private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final WorkRegistry registry;

	private final WorkStatus status;

	private final BooleanSupplier exhausted;

	/**
	 * Creates the participant.
	 * @param exhausted whether nothing more comes from elsewhere
	 */
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
		Predicate<RunningWork> waitedFor = (work) -> !this.registry.endless(work)
				&& !context.initiatedBy(work.thread());
		DrainResult result = await(context, waitedFor) ? ended() : left(waitedFor);
		List<Map<String, Object>> endless = this.status.byName(new Which(this.registry::endless, true), false,
				WorkStatus.MOST_LEFT, true);
		return endless.isEmpty() ? result : result.with("notWaitedFor", endless);
	}

	private boolean await(DrainContext context, Predicate<RunningWork> waitedFor) {
		long own = (this.registry.countedTasks() > 0)
				? PoolWorkers.count((thread) -> isUnknownInitiator(context, thread)) : 0;
		try {
			while (true) {
				long left = context.forced() ? 0 : context.remaining().toNanos();
				if (this.registry.awaitIdle(waitedFor.negate(), this.exhausted, own, Math.min(left, PROGRESS_NANOS))) {
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

	/** A task that is known by number only, and waits for the drain itself. */
	private boolean isUnknownInitiator(DrainContext context, Thread thread) {
		return context.initiatedBy(thread)
				&& this.registry.running().stream().noneMatch((work) -> work.thread() == thread);
	}

	private DrainResult ended() {
		long ended = this.registry.endedDraining();
		long endless = this.registry.endlessTasks()
				+ this.registry.running().stream().filter(this.registry::endless).count()
				+ this.registry.scheduledRuns().stream().filter(this.registry::endless).count();
		String notWaitedFor = (endless == 0) ? ""
				: "; %d had run for longer than a drain may take and %s not waited for".formatted(endless,
						(endless == 1) ? "is" : "are");
		return (ended == 0) ? DrainResult.skipped("No task or job in flight%s", notWaitedFor)
				: DrainResult.completed("%d %s ended since the drain began%s", ended,
						(ended == 1) ? "task or job" : "tasks and jobs", notWaitedFor);
	}

	private DrainResult left(Predicate<RunningWork> waitedFor) {
		List<Map<String, Object>> left = this.status.byName(new Which(waitedFor, false), true, WorkStatus.MOST_LEFT,
				true);
		return DrainResult.timedOut("%s", this.status.line(waitedFor)).with("left", left);
	}

	@Override
	public DrainParticipant standIn() {
		WorkRegistry none = new WorkRegistry(NanoClock.SYSTEM);
		none.begin("rehearsal").close();
		return new WorkParticipant(none, new WorkStatus(none, new TrackedRuns(none)), () -> true);
	}

}
