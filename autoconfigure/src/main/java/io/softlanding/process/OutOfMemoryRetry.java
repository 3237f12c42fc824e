/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Repeats a task that fails because the heap is full.
 */
public final class OutOfMemoryRetry {

	private static final int ATTEMPTS = 10;

	/** Time in which other threads may fail and release memory. */
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private OutOfMemoryRetry() {
	}

	/**
	 * Runs something, and again while there is no memory for it, ten times at most.
	 * @param task what to run; may be run in part before it is run again
	 */
	public static void attempt(Runnable task) {
		for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
			try {
				task.run();
				return;
			}
			catch (OutOfMemoryError error) {
				LockSupport.parkNanos(PAUSE_NANOS);
			}
		}
	}

}
