/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import io.softlanding.cache.DirtyEntries.Dirty;
import io.softlanding.process.DrainThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes dirty entries on one daemon thread, which exists only while there are any. */
final class Flusher<K, V> {

	private static final Logger logger = LoggerFactory.getLogger(Flusher.class);

	/** Writes that begin in the last moment of a flush would be reported as unknown. */
	private static final Duration ANSWERING = Duration.ofMillis(100);

	/** How soon a flush tries again what has failed. */
	private static final Duration RETRY = Duration.ofMillis(50);

	private final DirtyEntries<K, V> dirty;

	private final StoreWriter<K, V> writer;

	private final WriteBehindSettings settings;

	private final LongSupplier nanoTime;

	private final FlushRate rate;

	private final ScheduledThreadPoolExecutor thread;

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private volatile boolean stopped;

	Flusher(String cache, DirtyEntries<K, V> dirty, StoreWriter<K, V> writer, WriteBehindSettings settings,
			LongSupplier nanoTime, FlushRate rate) {
		this.dirty = dirty;
		this.writer = writer;
		this.settings = settings;
		this.nanoTime = nanoTime;
		this.rate = rate;
		// It writes to the end, when others are refused transactions.
		this.thread = new ScheduledThreadPoolExecutor(1, (task) -> new DrainThread("flush-" + cache, task));
		this.thread.setKeepAliveTime(10, TimeUnit.SECONDS);
		this.thread.allowCoreThreadTimeOut(true);
	}

	/** Writes what is dirty after the delay, unless that is going to happen anyway. */
	void wake() {
		if (!this.scheduled.get() && this.scheduled.compareAndSet(false, true)) {
			try {
				// A round logs its own failures.
				Future<?> unused = this.thread.schedule(this::round, this.settings.flushDelay().toNanos(),
						TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				// Stopped: the caller of stop() has flushed, or knows what is left.
				this.scheduled.set(false);
			}
		}
	}

	private void round() {
		// Before anything is looked at: what comes from here on wakes it again.
		this.scheduled.set(false);
		try {
			long begun;
			do {
				begun = this.nanoTime.getAsLong();
				writeDue();
			}
			while (this.nanoTime.getAsLong() - begun > this.settings.flushDelay().toNanos() && !this.stopped);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("A cache could not be written", ex);
		}
		finally {
			if (this.dirty.size() > 0) {
				wake();
			}
		}
	}

	/**
	 * Writes each key once: one that is put again and again must keep no other waiting.
	 */
	private void writeDue() {
		Set<K> keys = this.dirty.keys();
		boolean more = true;
		while (more && !this.stopped) {
			long start = this.nanoTime.getAsLong();
			long before = this.writer.applied() + this.writer.stale();
			more = this.writer.write(this.settings.batchSize(),
					(next) -> isDue(next) && keys.remove(next.entry().key()));
			this.rate.batch(this.writer.applied() + this.writer.stale() - before, this.nanoTime.getAsLong() - start,
					this.dirty.size());
		}
	}

	private boolean isDue(Dirty<K, V> dirty) {
		return dirty.attempts() == 0 || this.nanoTime.getAsLong() - dirty.notBeforeNanos() >= 0;
	}

	/** Writes everything now, also what has failed before. */
	FlushResult flush(Duration timeout) throws InterruptedException {
		if (this.dirty.size() == 0) {
			return FlushResult.NOTHING;
		}
		long applied = this.writer.applied();
		long stale = this.writer.stale();
		long end = this.nanoTime.getAsLong() + timeout.toNanos()
				- Math.min(ANSWERING.toNanos(), timeout.toNanos() / 10);
		try {
			Future<?> all = this.thread.submit(() -> writeAll(end));
			all.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException | RejectedExecutionException | ExecutionException ex) {
			// What is left is still dirty, and is said below.
		}
		return new FlushResult(this.writer.applied() - applied, this.writer.stale() - stale, this.dirty.keys(false),
				this.dirty.keys(true));
	}

	private void writeAll(long end) {
		Set<K> left = this.dirty.keys();
		while (!left.isEmpty() && end - this.nanoTime.getAsLong() > 0 && !this.stopped) {
			// What fails is tried again in the next pass, not in this one.
			Set<K> untried = new HashSet<>(left);
			boolean more = true;
			while (more && end - this.nanoTime.getAsLong() > 0) {
				more = this.writer.write(this.settings.batchSize(), (next) -> untried.remove(next.entry().key()));
			}
			left.removeIf((key) -> !this.dirty.contains(key));
			if (!left.isEmpty()) {
				LockSupport.parkNanos(Math.min(RETRY.toNanos(), Math.max(0, end - this.nanoTime.getAsLong())));
			}
		}
	}

	Duration needs() {
		return this.rate.needs(this.dirty.size());
	}

	void stop() {
		this.stopped = true;
		// What is scheduled would keep the thread, and the cache, until it is due.
		this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.thread.shutdown();
	}

}
