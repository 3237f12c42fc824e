/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.time.NanoClock;

/**
 * How many panics a second are looked at closely. A stack costs tens of microseconds to
 * read: in a storm the rest are counted under the fingerprint of the last one of their
 * kind.
 */
final class Sampling {

	static final int A_SECOND = 200;

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final NanoClock clock;

	private final AtomicInteger used = new AtomicInteger();

	private volatile long startNanos;

	Sampling(NanoClock clock) {
		this.clock = clock;
		this.startNanos = clock.nanoTime();
	}

	boolean acquire() {
		long now = this.clock.nanoTime();
		if (now - this.startNanos >= SECOND) {
			// Two that come here at once grant a few more.
			this.startNanos = now;
			this.used.set(0);
		}
		return this.used.get() < A_SECOND && this.used.incrementAndGet() <= A_SECOND;
	}

}
