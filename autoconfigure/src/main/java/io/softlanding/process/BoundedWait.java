/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits with a timeout that interrupts do not shorten: a closing thread that gives up
 * early would destroy beans that the drain still needs.
 */
public final class BoundedWait {

	private BoundedWait() {
	}

	/**
	 * Runs a task on a separate thread and waits for it, up to a timeout.
	 * @param name what the thread does
	 * @param patience how long at most
	 * @param task what to run; may hang
	 * @return whether it has ended
	 */
	public static boolean briefly(String name, Duration patience, Runnable task) {
		CountDownLatch done = new CountDownLatch(1);
		DrainThread.startOrRun(name, () -> {
			try {
				task.run();
			}
			finally {
				done.countDown();
			}
		});
		return uninterruptibly(done, patience.toNanos());
	}

	/**
	 * Waits for a latch. An interrupt is kept for the caller to see afterwards.
	 * @param latch what to wait for
	 * @param nanos how long at most, in nanoseconds
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

}
