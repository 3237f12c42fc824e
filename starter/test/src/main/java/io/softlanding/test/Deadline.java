/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * End of a wait.
 */
final class Deadline {

	private static final long LOOK_MILLIS = 10;

	private static final long PAUSE_MILLIS = 250;

	private final long nanos;

	private Deadline(long nanos) {
		this.nanos = nanos;
	}

	static Deadline in(Duration timeout) {
		return new Deadline(System.nanoTime() + timeout.toNanos());
	}

	boolean isOver() {
		return this.nanos - System.nanoTime() <= 0;
	}

	Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.nanos - System.nanoTime()));
	}

	/**
	 * Waits until a condition is met.
	 * @param condition what is waited for
	 * @return whether it was met in time
	 */
	boolean await(BooleanSupplier condition) throws InterruptedException {
		while (!condition.getAsBoolean()) {
			if (isOver()) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
		}
		return true;
	}

	/** Waits until a condition is met, or this thread is interrupted. */
	void until(BooleanSupplier condition) {
		try {
			await(condition);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Waits a little, and not at all if this thread is interrupted. */
	static void pause() {
		try {
			TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
