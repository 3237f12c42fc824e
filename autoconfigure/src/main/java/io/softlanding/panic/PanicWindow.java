/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.softlanding.time.NanoClock;

/**
 * Uncaught errors and requests of the last minute. A request costs one addition: sums are
 * taken when there is an error, when the counts are read, and at each {@link #tick()}.
 */
final class PanicWindow {

	static final int TICKS_A_SECOND = 4;

	private static final int SLOTS = 60 * TICKS_A_SECOND;

	private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1) / TICKS_A_SECOND;

	private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(60);

	private static final int MOST_ROUTES = 256;

	private final NanoClock clock;

	private final LongAdder requests = new LongAdder();

	private final LongAdder failedRequests = new LongAdder();

	private final LongAdder panics = new LongAdder();

	private final Map<String, Long> failedRoutes = new ConcurrentHashMap<>();

	/** Guarded by this, as is what follows: the sums at the last ticks. */
	private final Sums[] ring = new Sums[SLOTS];

	private long startNanos;

	private long ticks;

	private Sums start = Sums.NONE;

	private record Sums(long panics, long failedRequests, long requests) {

		static final Sums NONE = new Sums(0, 0, 0);

	}

	/** Numbers of failures of all sources, requests, and routes in the last minute. */
	record Counts(long panics, long failedRequests, long requests, int failedRoutes) {
	}

	PanicWindow(NanoClock clock) {
		this.clock = clock;
		this.startNanos = clock.nanoTime();
	}

	void request() {
		this.requests.increment();
	}

	void panic() {
		tick();
		this.panics.increment();
	}

	void failedRequest(String route) {
		this.failedRequests.increment();
		if (this.failedRoutes.size() < MOST_ROUTES || this.failedRoutes.containsKey(route)) {
			this.failedRoutes.put(route, this.clock.nanoTime());
		}
	}

	/** Takes the sums of all ticks that have passed since the last event. */
	synchronized void tick() {
		long passed = (this.clock.nanoTime() - this.startNanos) / TICK_NANOS;
		if (passed <= this.ticks) {
			return;
		}
		Sums now = now();
		for (long tick = Math.max(this.ticks, passed - SLOTS); tick < passed; tick++) {
			this.ring[(int) (tick % SLOTS)] = now;
		}
		this.ticks = passed;
		long old = this.clock.nanoTime() - WINDOW_NANOS;
		Iterator<Long> times = this.failedRoutes.values().iterator();
		while (times.hasNext()) {
			if (times.next() - old < 0) {
				times.remove();
			}
		}
	}

	/** Begins anew. */
	synchronized void forget() {
		this.start = now();
		this.startNanos = this.clock.nanoTime();
		this.ticks = 0;
		this.failedRoutes.clear();
	}

	/** Returns the number of failures since the start. */
	long total() {
		return this.panics.sum();
	}

	synchronized Counts counts() {
		tick();
		Sums now = now();
		Sums before = (this.ticks < SLOTS) ? this.start : this.ring[(int) (this.ticks % SLOTS)];
		return new Counts(now.panics() - before.panics(), now.failedRequests() - before.failedRequests(),
				now.requests() - before.requests(), this.failedRoutes.size());
	}

	private Sums now() {
		return new Sums(this.panics.sum(), this.failedRequests.sum(), this.requests.sum());
	}

}
