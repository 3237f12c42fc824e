/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** A pool as its own counters show it, which are read only when needed. */
final class CountedExecutor<T> implements ObservedExecutor {

	private static final int MOST_LOOKS = 16;

	private record Counts(long active, long queued, long ended) {
	}

	private record Look(long nanos, long active) {
	}

	private final String name;

	private final WeakReference<T> bean;

	private final Function<T, @Nullable Executor> pool;

	/** Since a task has last ended: what was active then still is. Guarded by this. */
	private final Deque<Look> looks = new ArrayDeque<>();

	/** Guarded by this. */
	private long seenEnded = -1;

	/** Guarded by this. */
	private long endless;

	/** How many tasks had ended when the drain began. Guarded by this. */
	private long endedBefore = Long.MAX_VALUE;

	CountedExecutor(String name, T bean, Function<T, @Nullable Executor> pool) {
		this.name = name;
		this.bean = new WeakReference<>(bean);
		this.pool = pool;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public boolean gone() {
		return this.bean.refersTo(null) || pool() instanceof ExecutorService pool && pool.isTerminated();
	}

	@Nullable Executor pool() {
		T bean = this.bean.get();
		return (bean != null) ? this.pool.apply(bean) : null;
	}

	private Counts counts() {
		Executor executor = pool();
		if (executor instanceof ThreadPoolExecutor pool) {
			// In the order in which a task moves.
			long queued = queued(pool);
			long active = pool.getActiveCount();
			return new Counts(active, queued, pool.getCompletedTaskCount());
		}
		if (executor instanceof ForkJoinPool pool) {
			long queued = pool.getQueuedSubmissionCount() + pool.getQueuedTaskCount();
			long active = (queued == 0 && pool.isQuiescent()) ? 0 : Math.max(1, pool.getActiveThreadCount());
			return new Counts(active, queued, pool.getStealCount());
		}
		return new Counts(0, 0, 0);
	}

	/** What is due later is scheduled, and does not wait for a thread. */
	private static long queued(ThreadPoolExecutor pool) {
		return pool.getQueue()
			.stream()
			.filter((task) -> !(task instanceof Delayed delayed) || delayed.getDelay(TimeUnit.NANOSECONDS) <= 0)
			.count();
	}

	/**
	 * Notes what is active, to know later for how long. Called when the application is
	 * ready, and whenever the numbers are shown.
	 */
	synchronized void look(long nowNanos) {
		Counts counts = counts();
		if (counts.ended() != this.seenEnded) {
			this.looks.clear();
			this.seenEnded = counts.ended();
		}
		Look last = this.looks.peekLast();
		if ((last == null || counts.active() > last.active()) && this.looks.size() < MOST_LOOKS) {
			this.looks.addLast(new Look(nowNanos, counts.active()));
		}
	}

	/** Notes which tasks are older than a drain may take, and will not end. */
	synchronized void drainStarted(long nowNanos, long timeoutNanos) {
		look(nowNanos);
		this.endedBefore = this.seenEnded;
		this.endless = this.looks.stream()
			.filter((look) -> nowNanos - look.nanos() > timeoutNanos)
			.mapToLong(Look::active)
			.max()
			.orElse(0);
	}

	/** What has ended since may have been one of them. */
	private synchronized long endless(Counts counts) {
		return Math.max(0, Math.min(counts.active(), this.endless - Math.max(0, counts.ended() - this.endedBefore)));
	}

	@Override
	public long endless() {
		return endless(counts());
	}

	@Override
	public long counted() {
		Counts counts = counts();
		return counts.active() - endless(counts);
	}

	@Override
	public long waiting() {
		return counts().queued();
	}

	/** How many tasks have ended since the drain began. */
	synchronized long ended() {
		return Math.max(0, counts().ended() - this.endedBefore);
	}

	@Override
	public long events() {
		Counts counts = counts();
		return counts.ended() + counts.active() + counts.queued();
	}

	@Override
	public Busy busy(long nowNanos) {
		if (counts().queued() > 0) {
			return Busy.YES;
		}
		// A task that has left the queue is active only a moment later.
		return (pool() instanceof ThreadPoolExecutor pool && pool.getPoolSize() > 0) ? Busy.THREADS : Busy.NO;
	}

}
