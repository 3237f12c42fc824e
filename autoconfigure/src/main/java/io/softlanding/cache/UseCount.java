/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Counter of the threads that use an object, which can be closed for further ones. */
final class UseCount {

	private static final long CLOSED = Long.MIN_VALUE;

	/** The number of users; with the highest bit set when it is closed. */
	private final AtomicLong state = new AtomicLong();

	private final CountDownLatch unused = new CountDownLatch(1);

	/** Begins a use. */
	boolean begin() {
		while (true) {
			long state = this.state.get();
			if (state < 0) {
				return false;
			}
			if (this.state.compareAndSet(state, state + 1)) {
				return true;
			}
		}
	}

	boolean closed() {
		return this.state.get() < 0;
	}

	/** Whether any thread uses it now. */
	boolean used() {
		return (this.state.get() & ~CLOSED) != 0;
	}

	void end() {
		if (this.state.decrementAndGet() == CLOSED) {
			this.unused.countDown();
		}
	}

	/** Closes it and waits for threads that use it. */
	boolean close(Duration timeout) throws InterruptedException {
		if ((this.state.getAndAccumulate(CLOSED, (state, closed) -> state | closed) & ~CLOSED) == 0) {
			this.unused.countDown();
		}
		return this.unused.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

}
