/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

import io.softlanding.time.NanoClock;
import io.softlanding.work.ObservedExecutor.Busy;

/**
 * The executors of an application, as long as they exist. One that has ended is
 * forgotten, unless that is during a drain, which counts what it has done.
 */
final class ExecutorRegistry {

	private final NanoClock clock;

	/** Those whose tasks are counted at the hand-over. */
	private final List<WeakReference<TrackedExecutor>> tracked = new CopyOnWriteArrayList<>();

	private final List<CountedExecutor<?>> counted = new CopyOnWriteArrayList<>();

	private final Map<Object, String> notObserved = Collections.synchronizedMap(new WeakHashMap<>());

	private final List<QueuedTask> dropped = new CopyOnWriteArrayList<>();

	private volatile boolean draining;

	ExecutorRegistry(NanoClock clock) {
		this.clock = clock;
	}

	void add(TrackedExecutor executor) {
		forget();
		this.tracked.add(new WeakReference<>(executor));
	}

	void add(CountedExecutor<?> executor) {
		forget();
		Executor pool = executor.pool();
		if (pool == null || this.counted.stream().noneMatch((known) -> known.pool() == pool)) {
			executor.look(this.clock.nanoTime());
			this.counted.add(executor);
		}
	}

	void addNotObserved(Object executor, String name) {
		this.notObserved.put(executor, name);
	}

	/**
	 * Notes tasks that wait in an executor that is about to be destroyed, unless that is
	 * one of a shorter scope.
	 */
	void addDropped(List<QueuedTask> tasks) {
		if (this.draining) {
			this.dropped.addAll(tasks);
		}
	}

	private void forget() {
		if (!this.draining) {
			this.counted.removeIf(CountedExecutor::gone);
			this.tracked.removeIf((known) -> {
				TrackedExecutor executor = known.get();
				return executor == null || executor.gone();
			});
		}
	}

	void drainStarted(Duration timeout) {
		forget();
		this.dropped.clear();
		this.draining = true;
		long now = this.clock.nanoTime();
		this.counted.forEach((executor) -> executor.drainStarted(now, timeout.toNanos()));
	}

	void resumed() {
		this.draining = false;
		this.dropped.clear();
	}

	/** Notes how long counted tasks have been running. */
	void look() {
		long now = this.clock.nanoTime();
		this.counted.forEach((executor) -> executor.look(now));
	}

	List<ObservedExecutor> all() {
		forget();
		List<ObservedExecutor> all = new ArrayList<>(this.counted);
		this.tracked.stream().map(WeakReference::get).filter(Objects::nonNull).forEach(all::add);
		return all;
	}

	/** The names of executors of which nothing is known. */
	Set<String> notObserved() {
		synchronized (this.notObserved) {
			this.notObserved.keySet()
				.removeIf((executor) -> executor instanceof ExecutorService service && service.isTerminated());
			return new TreeSet<>(this.notObserved.values());
		}
	}

	/** Tasks of executors that were destroyed, and that have never begun. */
	List<QueuedTask> dropped() {
		return this.dropped.stream().filter((task) -> !task.begun()).toList();
	}

	/** Number of counted tasks that are running, without endless ones. */
	long counted() {
		return this.counted.stream().mapToLong(CountedExecutor::counted).sum();
	}

	/** Number of counted tasks that will not end by themselves. */
	long endless() {
		return this.counted.stream().mapToLong(CountedExecutor::endless).sum();
	}

	/** Number of counted tasks that have ended since the drain began. */
	long ended() {
		return this.counted.stream().mapToLong(CountedExecutor::ended).sum();
	}

	long waiting() {
		return all().stream().mapToLong(ObservedExecutor::waiting).sum();
	}

	/** A number that is another one after a task was submitted, or has ended. */
	long events() {
		return all().stream().mapToLong(ObservedExecutor::events).sum();
	}

	/**
	 * Whether tasks wait for a thread or are about to begin.
	 * @param ignored executors that are not asked
	 */
	boolean isBusy(Set<ObservedExecutor> ignored) {
		// Threads once for all of them, and after all of their queues. Meanwhile a task
		// may have come from there to a thread.
		Busy busy = busy(ignored);
		return busy == Busy.YES
				|| busy == Busy.THREADS && (PoolWorkers.anyBetweenQueueAndTask() || busy(ignored) == Busy.YES);
	}

	private Busy busy(Set<ObservedExecutor> ignored) {
		long now = this.clock.nanoTime();
		return all().stream()
			.filter((executor) -> !ignored.contains(executor))
			.map((executor) -> executor.busy(now))
			.max(Comparator.naturalOrder())
			.orElse(Busy.NO);
	}

}
