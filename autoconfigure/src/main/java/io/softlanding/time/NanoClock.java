/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.time;

import java.util.concurrent.TimeUnit;

/**
 * Monotonic time and waiting for it. Comes in from outside, so that a test owns time.
 *
 * @since 0.1
 */
public interface NanoClock {

	/** The clock of the virtual machine. */
	NanoClock SYSTEM = new NanoClock() {

		@Override
		public long nanoTime() {
			return System.nanoTime();
		}

		@Override
		public void sleep(long nanos) throws InterruptedException {
			TimeUnit.NANOSECONDS.sleep(nanos);
		}

	};

	/**
	 * Returns the time as {@link System#nanoTime()} does: only differences mean anything.
	 * @return nanoseconds
	 */
	long nanoTime();

	/**
	 * Waits.
	 * @param nanos how long, in nanoseconds; nothing happens if it is not positive
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	void sleep(long nanos) throws InterruptedException;

}
