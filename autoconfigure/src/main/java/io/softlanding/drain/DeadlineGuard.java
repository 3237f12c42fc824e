/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What the thread of the back half waits for: what others ask of it, and the moment when
 * only what is needed of the reserve is left.
 */
final class DeadlineGuard {

	/** How often it is looked how much of the reserve is needed. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	/** What the thread is asked for. */
	enum Ask {

		BACK_HALF, BEFORE_STOP, LAST, END

	}

	private final BlockingQueue<Ask> asks = new LinkedBlockingQueue<>();

	/** Whether that moment has come. */
	private final BooleanSupplier urgent;

	/** Time until then, which changes with what is open. */
	private final LongSupplier leftNanos;

	/** Time until then at least, however much is open. */
	private final LongSupplier certainNanos;

	DeadlineGuard(BooleanSupplier urgent, LongSupplier leftNanos, LongSupplier certainNanos) {
		this.urgent = urgent;
		this.leftNanos = leftNanos;
		this.certainNanos = certainNanos;
	}

	/** Asks for something. May be called by any thread. */
	void ask(Ask ask) {
		this.asks.add(ask);
	}

	/**
	 * Waits for the next thing to do. An interrupt does not shorten it: the back half is
	 * what protects data.
	 */
	Ask next() {
		while (!this.urgent.getAsBoolean()) {
			long left = this.leftNanos.getAsLong();
			long nanos = Math.max(this.certainNanos.getAsLong(), (left > 0) ? Math.min(left, LOOK_NANOS) : LOOK_NANOS);
			try {
				Ask ask = this.asks.poll(nanos, TimeUnit.NANOSECONDS);
				if (ask != null) {
					return ask;
				}
			}
			catch (InterruptedException ex) {
				// Only a participant that expires can be meant.
			}
		}
		return Ask.LAST;
	}

}
