/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Waits with a timeout that interrupts do not shorten: a closing thread that gives up
 * early would destroy beans that the drain still needs.
 */
public final class BoundedWait {

	/** After which other tasks do not wait for one. */
	private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private BoundedWait() {
	}

	/**
	 * Runs a task on a separate thread and waits for it, up to a timeout.
	 * @param name what the thread does
	 * @param patience maximum time to wait
	 * @param task what to run; may hang
	 * @return whether it has ended
	 */
	public static boolean briefly(String name, Duration patience, Runnable task) {
		return each(name, patience, List.of(task));
	}

	/**
	 * Runs tasks on a separate thread and waits for them, up to a timeout. When one takes
	 * long, another thread runs the tasks behind it.
	 * @param name what the threads do
	 * @param patience maximum time to wait
	 * @param tasks what to run; each may hang
	 * @return whether all have ended
	 */
	public static boolean each(String name, Duration patience, List<Runnable> tasks) {
		Queue<Runnable> waiting = new ConcurrentLinkedQueue<>(tasks);
		CountDownLatch done = new CountDownLatch(tasks.size());
		long end = System.nanoTime() + patience.toNanos();
		do {
			DrainThread.startOrRun(name, () -> {
				for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
					try {
						task.run();
					}
					finally {
						done.countDown();
					}
				}
			});
			uninterruptibly(done, Math.min(LONG_NANOS, end - System.nanoTime()));
		}
		while (!waiting.isEmpty() && System.nanoTime() - end < 0);
		return uninterruptibly(done, end - System.nanoTime());
	}

	/**
	 * Waits for a latch. An interrupt is kept for the caller to see afterwards.
	 * @param latch what to wait for
	 * @param nanos maximum time to wait, in nanoseconds
	 * @return whether the latch was released in time
	 */
	public static boolean uninterruptibly(CountDownLatch latch, long nanos) {
		long end = System.nanoTime() + nanos;
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return latch.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Waits until a condition is true. The condition is checked at intervals, and each
	 * time the calling thread is unparked.
	 * @param condition what to wait for
	 * @param nanoTime the clock
	 * @param nanos maximum time to wait, in nanoseconds
	 * @param lookNanos interval at which the condition is checked in any case
	 * @return whether the condition is true
	 * @throws InterruptedException if the calling thread is interrupted
	 */
	public static boolean until(BooleanSupplier condition, LongSupplier nanoTime, long nanos, long lookNanos)
			throws InterruptedException {
		long end = nanoTime.getAsLong() + nanos;
		while (!condition.getAsBoolean()) {
			long left = end - nanoTime.getAsLong();
			if (left <= 0) {
				return false;
			}
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			LockSupport.parkNanos(condition, Math.min(left, lookNanos));
		}
		return true;
	}

}
