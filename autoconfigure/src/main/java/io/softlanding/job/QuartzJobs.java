/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.softlanding.inflight.WorkSource;
import io.softlanding.job.LocalSchedulers.Local;
import io.softlanding.process.BoundedWait;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.quartz.InterruptableJob;
import org.quartz.JobExecutionContext;
import org.quartz.SchedulerException;

/**
 * The jobs of Quartz. Nothing is attached to a scheduler: it lists what it runs, and is
 * asked only by a drain and for the status.
 */
final class QuartzJobs implements JobSource, WorkSource {

	/** A scheduler does not release a trigger that it is to fire within this time. */
	private static final long FIRE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	/** How often the stacks of all threads are looked at, at most. */
	private static final long STACKS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long FIND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	/** For an interrupted job that nothing waits for later. */
	private static final Duration INTERRUPT = Duration.ofSeconds(2);

	private static final Duration ANSWER = Duration.ofMillis(500);

	private final LocalSchedulers schedulers;

	private final NanoClock clock;

	private final JobWait wait;

	/** Where the jobs of this moment run, as far as it is known. */
	private final Map<JobExecutionContext, Found> found = new ConcurrentHashMap<>();

	private final Set<JobExecutionContext> interrupted = ConcurrentHashMap.newKeySet();

	/** Schedulers that this drain has put in standby. */
	private final Set<Local> paused = ConcurrentHashMap.newKeySet();

	private volatile long pausedNanos;

	/** When stacks have last shown that something may begin a job. */
	private volatile long unsettledNanos;

	private volatile long lookedNanos;

	/** Whether a scheduler may still look for a job. */
	private volatile boolean looking = true;

	private record Found(@Nullable Thread thread, long nanos) {
	}

	QuartzJobs(LocalSchedulers schedulers, NanoClock clock) {
		this.schedulers = schedulers;
		this.clock = clock;
		this.pausedNanos = clock.nanoTime() - FIRE_NANOS;
		this.unsettledNanos = this.pausedNanos;
		this.lookedNanos = this.pausedNanos;
		this.wait = new JobWait(this, clock);
	}

	JobWait jobWait() {
		return this.wait;
	}

	@Override
	public String name() {
		return "quartz";
	}

	@Override
	public boolean exhausted() {
		return this.wait.exhausted();
	}

	/**
	 * Puts each scheduler that is not in standby into it.
	 * @param patience how long to wait for listeners of the schedulers
	 * @return the names of those that are in standby because of this
	 */
	List<String> standby(Duration patience) {
		List<Local> active = this.schedulers.all().stream().filter(Local::isActive).toList();
		if (!active.isEmpty()) {
			List<Runnable> tasks = new ArrayList<>();
			for (Local local : active) {
				tasks.add(() -> {
					try {
						this.paused.add(local);
						local.scheduler().standby();
					}
					catch (SchedulerException | RuntimeException ex) {
						// It is asked for its state below.
					}
				});
			}
			BoundedWait.each("quartz-standby", patience, tasks);
			this.pausedNanos = this.clock.nanoTime();
		}
		return active.stream().filter((local) -> !local.isActive()).map(Local::name).toList();
	}

	/** Returns the names of those that still begin jobs. */
	List<String> active() {
		return this.schedulers.all().stream().filter(Local::isActive).map(Local::name).toList();
	}

	/** Starts what was put in standby, unless the application has done so. */
	void resume() {
		List<String> failed = new ArrayList<>();
		for (Local local : this.paused) {
			try {
				if (!local.isActive() && !local.scheduler().isShutdown()) {
					local.scheduler().start();
				}
			}
			catch (SchedulerException | RuntimeException ex) {
				failed.add(local.name());
			}
			this.paused.remove(local);
		}
		if (!failed.isEmpty()) {
			throw new IllegalStateException("These schedulers could not be started: " + failed);
		}
	}

	@Override
	public List<RunningJob> running() {
		List<JobExecutionContext> contexts = contexts();
		this.found.keySet().retainAll(contexts);
		QuartzThreads threads = null;
		List<RunningJob> running = new ArrayList<>();
		long now = System.currentTimeMillis();
		for (JobExecutionContext context : contexts) {
			Found found = this.found.get(context);
			if (found == null || found.thread() == null && this.clock.nanoTime() - found.nanos() > FIND_NANOS) {
				threads = (threads != null) ? threads : QuartzThreads.look();
				found = new Found(threads.of(context.getJobInstance().getClass(), contexts.size() == 1),
						this.clock.nanoTime());
				this.found.put(context, found);
			}
			Duration age = Duration.ofMillis(Math.max(0, now - context.getFireTime().getTime()));
			running.add(new RunningJob(context, context.getJobDetail().getKey().toString(), age, found.thread(),
					this.interrupted.contains(context) ? Map.of("interrupted", true) : Map.of()));
		}
		return running;
	}

	@Override
	public int count() {
		return contexts().size();
	}

	private List<JobExecutionContext> contexts() {
		List<JobExecutionContext> contexts = new ArrayList<>();
		for (Local local : this.schedulers.all()) {
			contexts.addAll(executing(local));
		}
		return contexts;
	}

	private static List<JobExecutionContext> executing(Local local) {
		try {
			return local.scheduler().getCurrentlyExecutingJobs();
		}
		catch (SchedulerException ex) {
			return List.of();
		}
	}

	/**
	 * A scheduler that was about to fire still does, and one whose threads are all in use
	 * looks for another job before it sees that it is in standby.
	 */
	@Override
	public boolean settled(int apart) {
		long now = this.clock.nanoTime();
		if (now - this.pausedNanos < FIRE_NANOS || now - this.unsettledNanos < STACKS_NANOS) {
			return false;
		}
		QuartzThreads threads = QuartzThreads.look();
		boolean settled = threads.running() <= apart && threads.lookForNothing(threadNames());
		if (!settled) {
			this.unsettledNanos = now;
		}
		return settled;
	}

	private Set<String> threadNames() {
		return this.schedulers.all().stream().map(Local::threadName).collect(Collectors.toSet());
	}

	/** A scheduler that starts with a delay may do so in a drain. */
	@Override
	public void draining(Duration total, Duration remaining) {
		boolean more = !standby(ANSWER).isEmpty();
		long now = this.clock.nanoTime();
		if (more || this.looking && now - this.lookedNanos >= STACKS_NANOS) {
			this.lookedNanos = now;
			QuartzThreads threads = QuartzThreads.look();
			threads.haltBlocked(threadNames());
			this.looking = !threads.lookForNothing(threadNames());
		}
		Duration quarter = total.dividedBy(4);
		Duration enough = (INTERRUPT.compareTo(quarter) < 0) ? INTERRUPT : quarter;
		if (remaining.compareTo(enough) <= 0) {
			interrupt(false);
		}
	}

	/** A scheduler that is destroyed later may wait for its jobs until then. */
	@Override
	public void end(boolean last) {
		if (last) {
			interrupt(true);
		}
	}

	private void interrupt(boolean all) {
		List<Runnable> tasks = new ArrayList<>();
		for (Local local : this.schedulers.all()) {
			for (JobExecutionContext context : executing(local)) {
				if ((all || !local.mayWait()) && context.getJobInstance() instanceof InterruptableJob
						&& this.interrupted.add(context)) {
					tasks.add(() -> interrupt(local, context));
				}
			}
		}
		if (!tasks.isEmpty()) {
			BoundedWait.each("quartz-interrupt", ANSWER, tasks);
		}
	}

	private static void interrupt(Local local, JobExecutionContext context) {
		try {
			local.scheduler().interrupt(context.getFireInstanceId());
		}
		catch (SchedulerException | RuntimeException ex) {
			// It is named as running, if it does.
		}
	}

	@Override
	public void await(long nanos) throws InterruptedException {
		this.clock.sleep(Math.min(nanos, LOOK_NANOS));
	}

}
