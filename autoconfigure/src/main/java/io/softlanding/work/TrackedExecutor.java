/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;

/**
 * Counts the tasks of one of Spring's executors, from the moment they are submitted. The
 * application's decorator stays inside: one that throws is no task.
 *
 * <p>
 * Nothing but a number is kept of a task that has not begun. A pool that refuses a task
 * usually asks for its text; other executors do not tell when they refuse or drop one.
 * Where the queue and the threads can be seen, such a task is known not to exist;
 * elsewhere the number is believed for a moment.
 */
final class TrackedExecutor implements TaskDecorator, ObservedExecutor {

	/** A new thread may have to wait for a processor. */
	private static final long NEW_THREAD_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** Longer than this between two looks, the process itself may have stood still. */
	private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final String name;

	private final @Nullable TaskDecorator own;

	private final @Nullable Queue<Runnable> queue;

	private final WorkRegistry registry;

	private final WeakReference<Object> executor;

	private final LongAdder submitted = new LongAdder();

	private final LongAdder started = new LongAdder();

	private final LongAdder ended = new LongAdder();

	/** For the one thread that waits. */
	private long seenStarted = -1;

	/** For the one thread that waits. */
	private long seenNanos;

	/** For the one thread that waits. */
	private long quietNanos;

	/**
	 * Creates a decorator for one executor.
	 * @param own the decorator of the application
	 * @param queue where its tasks wait, if that can be seen
	 */
	TrackedExecutor(String name, @Nullable TaskDecorator own, @Nullable Queue<Runnable> queue, WorkRegistry registry,
			Object executor) {
		this.name = name;
		this.own = own;
		this.queue = queue;
		this.registry = registry;
		this.executor = new WeakReference<>(executor);
	}

	@Override
	public Runnable decorate(Runnable task) {
		Runnable decorated = (this.own != null) ? this.own.decorate(task) : task;
		Objects.requireNonNull(decorated, "decorated");
		TrackedTask tracked = new TrackedTask(task, decorated, this);
		this.submitted.increment();
		return tracked;
	}

	void run(TrackedTask task) {
		RunningWork work = this.registry.begin(RunningWork.Kind.TASK, task.name(), null);
		this.started.increment();
		try {
			task.decorated().run();
		}
		finally {
			this.ended.increment();
			work.close();
		}
	}

	/** Takes a task for one that was never submitted. */
	void refused() {
		this.submitted.decrement();
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public boolean gone() {
		return ObservedExecutors.isGone(this.executor.get());
	}

	@Override
	public long events() {
		return this.submitted.sum();
	}

	/** Where the queue cannot be seen, with those that were refused. */
	@Override
	public long waiting() {
		if (this.queue != null) {
			return this.queue.size();
		}
		long started = this.started.sum();
		return Math.max(0, this.submitted.sum() - started);
	}

	@Override
	public Stream<String> waitingNames() {
		if (this.queue != null) {
			return List.copyOf(this.queue)
				.stream()
				.map((task) -> (task instanceof TrackedTask tracked) ? tracked.name() : null)
				.map((name) -> Objects.requireNonNullElse(name, this.name));
		}
		return ObservedExecutor.super.waitingNames();
	}

	/** A thread counts as active before it runs, and no stack shows what it will run. */
	private boolean hasTaken(long begun) {
		return this.queue != null && ObservedExecutors.pool(this.executor.get()) instanceof ThreadPoolExecutor pool
				&& pool.getActiveCount() > begun;
	}

	@Override
	public Busy busy(long nowNanos) {
		long ended = this.ended.sum();
		long started = this.started.sum();
		if (this.submitted.sum() <= started) {
			return Busy.NO;
		}
		if (this.queue != null && !this.queue.isEmpty() || hasTaken(started - ended)) {
			return Busy.YES;
		}
		if (this.queue != null && !(this.queue instanceof SynchronousQueue)) {
			return Busy.THREADS;
		}
		if (ObservedExecutors.tellsRefusals(this.executor.get())) {
			return Busy.YES;
		}
		if (started > ended || started != this.seenStarted) {
			this.seenStarted = started;
			this.quietNanos = 0;
		}
		else {
			this.quietNanos += Math.min(nowNanos - this.seenNanos, MOST_NANOS);
		}
		this.seenNanos = nowNanos;
		return (this.quietNanos < NEW_THREAD_NANOS) ? Busy.YES : Busy.NO;
	}

}
