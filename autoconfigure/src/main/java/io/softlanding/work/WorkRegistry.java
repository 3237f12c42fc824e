/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.softlanding.drain.DrainStartedEvent;
import io.softlanding.inflight.CurrentWork;
import io.softlanding.text.EvaluatedText;
import io.softlanding.time.NanoClock;
import io.softlanding.work.RunningWork.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * The work of one context that is not a request. Any thread may begin and end work; one
 * thread at a time may wait for it.
 */
final class WorkRegistry
		implements InFlightWork, CurrentWork, ApplicationListener<DrainStartedEvent>, Ordered, DisposableBean {

	/** Interval at which tasks are checked that are between a queue and a thread. */
	private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

	/** Interval at which counters are read. */
	private static final long COUNT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	/**
	 * Interval at which other sources of work are asked, since not all of them notify.
	 */
	private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private record DrainStart(long nanos, Duration timeout) {
	}

	private final NanoClock clock;

	private final ConcurrentHashMap<RunningWork, Boolean> running = new ConcurrentHashMap<>();

	private final ThreadLocal<@Nullable RunningWork> current = new ThreadLocal<>();

	private final ExecutorRegistry executors;

	/** Those of child contexts. */
	private final Set<WorkRegistry> children = ConcurrentHashMap.newKeySet();

	private final ScheduledTasks scheduledTasks = new ScheduledTasks();

	/** Runs that this drain has seen, and that only Spring shows. */
	private final Set<ScheduledTasks.Run> seenRuns = ConcurrentHashMap.newKeySet();

	private final LongAdder begun = new LongAdder();

	private final LongAdder endedDraining = new LongAdder();

	private volatile @Nullable DrainStart drainStart;

	private volatile RemainingWork left = RemainingWork.NOTHING;

	private volatile @Nullable ApplicationContext context;

	private volatile @Nullable WorkRegistry parent;

	private volatile boolean started;

	private volatile @Nullable Thread waiter;

	WorkRegistry(NanoClock clock) {
		this.clock = clock;
		this.executors = new ExecutorRegistry(clock);
	}

	@Override
	public Running begin(String name) {
		return begin(Kind.REGISTERED, EvaluatedText.shortened(name), null);
	}

	/**
	 * Notes that the calling thread begins something.
	 * @param name its name, or {@code null} if its target or its stack tells
	 * @param target the text of what was scheduled, if it is that
	 */
	RunningWork begin(Kind kind, @Nullable String name, @Nullable String target) {
		RunningWork work = new RunningWork(kind, name, target, this.clock.nanoTime(), get(), this::end);
		this.begun.increment();
		this.current.set(work);
		this.running.put(work, Boolean.TRUE);
		return work;
	}

	private void end(RunningWork work) {
		// Before it is removed: the thread that waits reads the number at once.
		boolean counted = this.drainStart != null && this.running.containsKey(work);
		if (counted) {
			this.endedDraining.increment();
		}
		if (!remove(work) && counted) {
			this.endedDraining.decrement();
		}
	}

	/** Ends work as if it had not begun. Returns whether it was running. */
	boolean remove(RunningWork work) {
		if (this.running.remove(work) == null) {
			return false;
		}
		work.end();
		if (work.thread() == Thread.currentThread()) {
			get();
		}
		// The waiter knows what it waits for; a wake-up too many is harmless.
		LockSupport.unpark(this.waiter);
		return true;
	}

	/** Returns the innermost work that has not ended: another thread may close it. */
	@Override
	public @Nullable RunningWork get() {
		RunningWork latest = this.current.get();
		RunningWork work = latest;
		while (work != null && work.ended()) {
			work = work.outer();
		}
		if (work == null) {
			this.current.remove();
		}
		else if (work != latest) {
			this.current.set(work);
		}
		return work;
	}

	/** Before requests: a job in a request is what the thread does. */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	void belongsTo(ConfigurableApplicationContext context) {
		this.context = context;
		this.scheduledTasks.of(context);
		ApplicationContext above = context.getParent();
		WorkRegistry parent = (above != null)
				? above.getBeanProvider(WorkRegistry.class).stream().findFirst().orElse(null) : null;
		if (parent != null) {
			this.parent = parent;
			parent.children.add(this);
		}
	}

	@Override
	public void destroy() {
		WorkRegistry parent = this.parent;
		if (parent != null) {
			parent.children.remove(this);
			parent.wakeUp();
		}
	}

	/** Whether no parent context has work of its own. */
	boolean outermost() {
		return this.parent == null;
	}

	/**
	 * Whether child contexts have waited for their work.
	 * @param together whether they drain now, even if they have not begun
	 */
	boolean childrenDrained(boolean together) {
		return this.children.stream()
			.allMatch((child) -> child.left.looked() || child.drainStart == null && !(together && child.started));
	}

	/** Events of child contexts arrive here as well. */
	@Override
	public void onApplicationEvent(DrainStartedEvent event) {
		if (this.context == null || event.getSource() == this.context) {
			drainStarted(event.timeout());
		}
	}

	void applicationStarted() {
		this.started = true;
		this.executors.look();
	}

	void drainStarted(Duration timeout) {
		waitForAll();
		this.endedDraining.reset();
		this.seenRuns.clear();
		this.executors.drainStarted(timeout);
		this.drainStart = new DrainStart(this.clock.nanoTime(), timeout);
	}

	void waitForAll() {
		this.left = RemainingWork.NOTHING;
	}

	void resumed() {
		this.drainStart = null;
		waitForAll();
		this.executors.resumed();
	}

	/**
	 * Whether work had run for longer than a drain may take when the drain began, and
	 * will not end by itself.
	 */
	boolean endless(RunningWork work) {
		DrainStart start = this.drainStart;
		return start != null && start.nanos() - work.startNanos() > start.timeout().toNanos();
	}

	boolean endless(ScheduledTasks.Run run) {
		DrainStart start = this.drainStart;
		return start != null
				&& run.age().toNanos() - (this.clock.nanoTime() - start.nanos()) > start.timeout().toNanos();
	}

	/** Notes what has not ended: it is not waited for again. */
	void leave() {
		RemainingWork before = this.left;
		this.left = new RemainingWork(before.looked() ? before.ended() : endedDraining(), true,
				Set.copyOf(this.running.keySet()), countedRunning(),
				this.executors.all().stream().filter((executor) -> executor.waiting() > 0).collect(Collectors.toSet()));
		WorkRegistry parent = this.parent;
		if (parent != null) {
			parent.wakeUp();
		}
	}

	long endedSinceLeft() {
		return endedDraining() - this.left.ended();
	}

	/** Whether a thread runs work that is not only counted. */
	boolean runsOn(Thread thread) {
		return this.running.keySet().stream().anyMatch((work) -> work.thread() == thread);
	}

	boolean wasLeft(RunningWork work) {
		return this.left.works().contains(work);
	}

	ExecutorRegistry executors() {
		return this.executors;
	}

	ScheduledTasks scheduledTasks() {
		return this.scheduledTasks;
	}

	/** Runs on schedulers that are not decorated. */
	List<ScheduledTasks.Run> scheduledRuns() {
		return this.scheduledTasks.running(this::running);
	}

	Collection<RunningWork> running() {
		return this.running.keySet();
	}

	long count(Kind kind) {
		long counted = switch (kind) {
			case REGISTERED -> 0;
			case TASK -> this.executors.counted() + this.executors.endless();
			case SCHEDULED -> scheduledRuns().size();
		};
		return counted + this.running.keySet().stream().filter((work) -> work.kind() == kind).count();
	}

	long endedDraining() {
		// A pool may have counted the same runs.
		return this.endedDraining.sum() + Math.max(this.executors.ended(), endedRuns());
	}

	private long endedRuns() {
		if (this.seenRuns.isEmpty()) {
			return 0;
		}
		List<ScheduledTasks.Run> running = scheduledRuns();
		return this.seenRuns.stream().filter((run) -> !running.contains(run)).count();
	}

	/** Returns whether work has begun before this call. */
	Predicate<RunningWork> begunBeforeNow() {
		long now = this.clock.nanoTime();
		return (work) -> work.startNanos() - now < 0;
	}

	long ageNanos(RunningWork work) {
		return this.clock.nanoTime() - work.startNanos();
	}

	/**
	 * Waits until nothing runs, nothing waits for a thread and nothing more can come. The
	 * last work to end wakes the caller, and so does {@link #wakeUp()}.
	 * @param ignored work that is not waited for; may change its answer
	 * @param exhausted whether nothing more comes from other sources
	 * @param own number of counted tasks that are not waited for
	 * @return whether nothing is left
	 */
	boolean awaitIdle(Predicate<RunningWork> ignored, BooleanSupplier exhausted, long own, long nanos)
			throws InterruptedException {
		long end = this.clock.nanoTime() + nanos;
		this.waiter = Thread.currentThread();
		try {
			while (true) {
				// Sources are asked before what they bring, and all again if something
				// has come or gone meanwhile.
				boolean more = !exhausted.getAsBoolean();
				long events = events();
				boolean running = !this.running.keySet().stream().allMatch(ignored);
				boolean counted = hasCounted(own);
				// Threads are only looked at when nothing else is left.
				boolean idle = !more && !running && !counted && !this.executors.isBusy(this.left.full())
						&& !hasCounted(own);
				if (idle && events == events()) {
					return true;
				}
				long left = end - this.clock.nanoTime();
				if (left <= 0) {
					return false;
				}
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				if (running) {
					LockSupport.parkNanos(this, left);
				}
				else if (more) {
					LockSupport.parkNanos(this, Math.min(left, ASK_NANOS));
				}
				else if (counted) {
					LockSupport.parkNanos(this, Math.min(left, COUNT_NANOS));
				}
				else {
					this.clock.sleep(Math.min(left, LOOK_NANOS));
				}
			}
		}
		finally {
			if (this.waiter == Thread.currentThread()) {
				this.waiter = null;
			}
		}
	}

	/** Has the waiting thread check again. May be called by any thread. */
	void wakeUp() {
		LockSupport.unpark(this.waiter);
	}

	private long events() {
		return this.begun.sum() + this.executors.events();
	}

	private boolean hasCounted(long own) {
		return countedRunning() > own + this.left.counted();
	}

	/** Work that is only counted, without what is endless. */
	private long countedRunning() {
		List<ScheduledTasks.Run> runs = scheduledRuns().stream().filter((run) -> !endless(run)).toList();
		if (this.drainStart != null) {
			this.seenRuns.addAll(runs);
		}
		return this.executors.counted() + runs.size();
	}

}
