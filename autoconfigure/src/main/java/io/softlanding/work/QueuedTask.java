/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;

import io.softlanding.inflight.StackSummary;
import org.jspecify.annotations.Nullable;

/**
 * A task in the queue of a pool that is about to be destroyed.
 *
 * @param pool its pool
 * @param task the task as the queue holds it
 * @param name its name, or that of the pool
 * @param before how many tasks of the pool have to begin before it ends
 */
record QueuedTask(ThreadPoolExecutor pool, Runnable task, String name, long before) {

	/** Of the futures that a scheduler of Spring's has decorated. */
	static final String DECORATED = "decoratedRunnable";

	private static final int MOST_NAMED = 1000;

	/**
	 * Returns what would be lost: what has been withheld is not.
	 * @param bean the name of the pool
	 */
	static List<QueuedTask> of(String bean, ThreadPoolExecutor pool) {
		List<QueuedTask> queued = new ArrayList<>();
		long before = pool.getActiveCount() + pool.getCompletedTaskCount();
		for (Runnable element : pool.getQueue()) {
			before++;
			Runnable task = (ObservedExecutors.field(element, DECORATED) instanceof Runnable decorated) ? decorated
					: element;
			boolean recurs = element instanceof RunnableScheduledFuture<?> scheduled && scheduled.isPeriodic()
					|| task instanceof TrackedRuns.Run run && run.periodic();
			if (!recurs && !(element instanceof Future<?> future && future.isDone())) {
				String name = (queued.size() < MOST_NAMED) ? name(task) : bean;
				queued.add(new QueuedTask(pool, element, Objects.requireNonNullElse(name, bean), before));
			}
		}
		return queued;
	}

	private static @Nullable String name(Runnable task) {
		if (task instanceof TrackedTask tracked) {
			return tracked.name();
		}
		if (task instanceof TrackedRuns.Run run) {
			return ScheduledTasks.name(run.target());
		}
		String type = StackSummary.type(task.getClass());
		return (type != null) ? type : ScheduledTasks.name(ScheduledTasks.target(task));
	}

	/** Whether it has begun since. */
	boolean begun() {
		if (this.task instanceof TrackedTask tracked) {
			return tracked.begun();
		}
		if (this.task instanceof Future<?> future) {
			return future.isDone() && !future.isCancelled();
		}
		return this.pool.getActiveCount() + this.pool.getCompletedTaskCount() >= this.before;
	}

}
