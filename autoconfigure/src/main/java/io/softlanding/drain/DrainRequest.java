/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Why, since when and how urgently this instance drains. The reason and the time stay;
 * urgency only grows.
 */
final class DrainRequest {

	private final DrainReason reason;

	private final Instant startedAt;

	private final long startNanos;

	private final Set<Thread> initiators = ConcurrentHashMap.newKeySet();

	private volatile boolean exiting;

	private final AtomicBoolean forced = new AtomicBoolean();

	DrainRequest(DrainReason reason, Instant startedAt, long startNanos) {
		this.reason = reason;
		this.startedAt = startedAt;
		this.startNanos = startNanos;
	}

	DrainReason reason() {
		return this.reason;
	}

	Instant startedAt() {
		return this.startedAt;
	}

	long startNanos() {
		return this.startNanos;
	}

	boolean exiting() {
		return this.exiting;
	}

	void markExiting() {
		this.exiting = true;
	}

	boolean forced() {
		return this.forced.get();
	}

	/** Makes the drain forced. */
	boolean force() {
		return this.forced.compareAndSet(false, true);
	}

	void addInitiator(Thread thread) {
		this.initiators.add(thread);
	}

	boolean initiatedBy(Thread thread) {
		return this.initiators.contains(thread);
	}

}
