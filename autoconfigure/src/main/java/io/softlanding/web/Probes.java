package io.softlanding.web;

import java.util.concurrent.TimeUnit;

import io.softlanding.drain.NanoClock;

/**
 * Whether anybody asks this instance if it is ready.
 */
final class Probes {

	static final long RECENT_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final NanoClock clock;

	private volatile boolean seen;

	private volatile long lastNanos;

	Probes(NanoClock clock) {
		this.clock = clock;
	}

	/**
	 * Somebody has asked.
	 */
	void seen() {
		this.lastNanos = this.clock.nanoTime();
		this.seen = true;
	}

	/**
	 * Whether somebody has asked within the last minute.
	 * @return {@code true} if a balancer has to be expected
	 */
	boolean recent() {
		return this.seen && this.clock.nanoTime() - this.lastNanos < RECENT_NANOS;
	}

}
