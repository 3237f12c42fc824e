/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.time;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Time that passes only when a test says so.
 */
public final class ManualClock implements NanoClock {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000);

	public void advance(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

	@Override
	public long nanoTime() {
		return this.now.get();
	}

	@Override
	public void sleep(long nanos) {
		this.now.addAndGet(Math.max(0, nanos));
	}

}
