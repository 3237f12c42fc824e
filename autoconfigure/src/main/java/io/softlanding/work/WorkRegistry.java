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
import java.util.stream.Stream;

import io.softlanding.drain.DrainStartedEvent;
import io.softlanding.inflight.CurrentWork;
import io.softlanding.text.EvaluatedText;
import io.softlanding.time.NanoClock;
import io.softlanding.work.RunningWork.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Everything that runs and is no request. Any thread may begin and end work; one thread
 * at a time may wait for it.
 */
final class WorkRegistry
		implements InFlightWork, CurrentWork, ApplicationListener<DrainStartedEvent>, Ordered, DisposableBean {

	/** How often it is looked whether a task that waits has begun. */
	private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

	/** How often it is looked for what is known by number only. */
	private static final long COUNT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	/** How often they are asked from whom more may come: not all of them tell. */
	private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private record DrainStart(long nanos, Duration timeout) {
	}

	private final NanoClock clock;

	private final ConcurrentHashMap<RunningWork, Boolean> running = new ConcurrentHashMap<>();

	private final ThreadLocal<@Nullable RunningWork> current = new ThreadLocal<>();

	private final KnownExecutors executors;

	/** Of contexts below this one. */
	private final Set<WorkRegistry> children = ConcurrentHashMap.newKeySet();

	private final ScheduledTasks scheduledTasks;

	private final LongAdder begun = new LongAdder();

	private final LongAdder endedDraining = new LongAdder();

	private volatile @Nullable DrainStart drainStart;

	private volatile LeftWork left = LeftWork.NOTHING;

	private volatile @Nullable ApplicationContext context;

	private volatile @Nullable WorkRegistry parent;

	private volatile boolean started;

	private volatile @Nullable Thread waiter;

	WorkRegistry(NanoClock clock) {
		this(clock, new ScheduledTasks(Stream::empty));
	}

	WorkRegistry(NanoClock clock, ScheduledTasks scheduledTasks) {
		this.clock = clock;
		this.executors = new KnownExecutors(clock);
		this.scheduledTasks = scheduledTasks;
	}

	@Override
	public Running begin(String name) {
		return begin(Kind.REGISTERED, EvaluatedText.shortened(name));
	}

	/** The calling thread begins something that was not scheduled. */
	RunningWork begin(Kind kind, @Nullable String name) {
		return begin(kind, name, null);
	}

	/**
	 * The calling thread begins something.
	 * @param kind what it is
	 * @param name its name, or {@code null} if something else has to tell
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

	/**
	 * Ends work as if it had not begun.
	 * @param work the work
	 */
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

	/** The innermost one that has not ended; others may have been closed elsewhere. */
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

	/** A job in a request is nearer than the request. */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	/**
	 * Says to which context this belongs.
	 * @param context the context
	 */
	void belongsTo(ApplicationContext context) {
		this.context = context;
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

	/** Whether there is no work of a context above. */
	boolean outermost() {
		return this.parent == null;
	}

	/**
	 * Whether nothing more comes from contexts below this one.
	 * @param together whether they drain now, even if they have not begun
	 */
	boolean childrenDrained(boolean together) {
		return this.children.stream()
			.allMatch((child) -> child.left.looked() || child.drainStart == null && !(together && child.started));
	}

	/** Events of contexts below this one come here as well. */
	@Override
	public void onApplicationEvent(DrainStartedEvent event) {
		if (this.context == null || event.getSource() == this.context) {
			drainStarted(event.timeout());
		}
	}

	/** Notes that there may be something to drain. */
	void applicationStarted() {
		this.started = true;
		this.executors.look();
	}

	/**
	 * Notes that a drain has begun.
	 * @param timeout how long the whole of it may take
	 */
	void drainStarted(Duration timeout) {
		waitForAll();
		this.endedDraining.reset();
		this.executors.drainStarted(timeout);
		this.drainStart = new DrainStart(this.clock.nanoTime(), timeout);
	}

	/** Forgets what was waited for before. */
	void waitForAll() {
		this.left = LeftWork.NOTHING;
	}

	/** Notes that the instance goes on. */
	void resumed() {
		this.drainStart = null;
		waitForAll();
		this.executors.resumed();
	}

	/**
	 * Whether work has run for longer than a drain may take when the drain began: it will
	 * not end by itself.
	 * @param work the work
	 */
	boolean endless(RunningWork work) {
		DrainStart start = this.drainStart;
		return start != null && start.nanos() - work.startNanos() > start.timeout().toNanos();
	}

	/**
	 * Whether a run on a scheduler that is not decorated is as old.
	 * @param run the run
	 */
	boolean endless(ScheduledTasks.Run run) {
		DrainStart start = this.drainStart;
		return start != null
				&& run.age().toNanos() - (this.clock.nanoTime() - start.nanos()) > start.timeout().toNanos();
	}

	/** Notes what is not over: it was waited for. */
	void leave() {
		LeftWork before = this.left;
		this.left = new LeftWork(before.looked() ? before.ended() : endedDraining(), true,
				Set.copyOf(this.running.keySet()), countedRunning(),
				this.executors.all().stream().filter((executor) -> executor.waiting() > 0).collect(Collectors.toSet()));
		WorkRegistry parent = this.parent;
		if (parent != null) {
			parent.wakeUp();
		}
	}

	/** How many tasks and jobs have ended since it was first waited for. */
	long endedSinceLeft() {
		return endedDraining() - this.left.ended();
	}

	/** Whether a thread runs something that is known one by one. */
	boolean runsOn(Thread thread) {
		return this.running.keySet().stream().anyMatch((work) -> work.thread() == thread);
	}

	/** Whether work was running when it was last waited for. */
	boolean wasLeft(RunningWork work) {
		return this.left.works().contains(work);
	}

	KnownExecutors executors() {
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
		return this.endedDraining.sum() + this.executors.ended();
	}

	long ageNanos(RunningWork work) {
		return this.clock.nanoTime() - work.startNanos();
	}

	/**
	 * Waits until nothing runs, nothing waits for a thread and nothing more can come. The
	 * last one to end wakes the caller, and so does {@link #wakeUp()}.
	 * @param ignored what need not be waited for; may change its answer
	 * @param exhausted whether nothing more comes from elsewhere
	 * @param own how many tasks that are known by number only need not be waited for
	 * @param nanos how long at most, in nanoseconds
	 */
	boolean awaitIdle(Predicate<RunningWork> ignored, BooleanSupplier exhausted, long own, long nanos)
			throws InterruptedException {
		long end = this.clock.nanoTime() + nanos;
		this.waiter = Thread.currentThread();
		try {
			while (true) {
				// What brings is asked before what it brings, and all again if
				// something has come or gone meanwhile.
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

	/**
	 * Has the thread that waits look again, because nothing more comes from elsewhere.
	 * May be called by any thread.
	 */
	void wakeUp() {
		LockSupport.unpark(this.waiter);
	}

	private long events() {
		return this.begun.sum() + this.executors.events();
	}

	private boolean hasCounted(long own) {
		return countedRunning() > own + this.left.counted();
	}

	/** What is not known one by one, without what is endless. */
	private long countedRunning() {
		return this.executors.counted() + scheduledRuns().stream().filter((run) -> !endless(run)).count();
	}

}
