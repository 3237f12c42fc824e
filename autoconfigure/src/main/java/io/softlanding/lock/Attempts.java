/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.util.concurrent.TimeUnit;

/**
 * How often, and how soon again, a drain asks a server that does not answer.
 */
final class Attempts {

	/** The first and three more. */
	static final int MOST = 4;

	private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private Attempts() {
	}

	/**
	 * Returns how long to wait before an attempt.
	 * @param attempt which, from 0
	 * @return nanoseconds, twice as many each time
	 */
	static long pauseNanos(int attempt) {
		return (attempt > 0) ? FIRST_PAUSE_NANOS << (attempt - 1) : 0;
	}

}
