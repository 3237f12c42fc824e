/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainReason;

/**
 * What a participant is told in a test that calls it directly. Its time is fake: it
 * passes only when the test says so. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class StubDrainContext implements DrainContext {

	private final DrainReason reason;

	private final Supplier<Duration> time;

	private final List<String> progress = new CopyOnWriteArrayList<>();

	private volatile Duration passed = Duration.ZERO;

	private volatile boolean forced;

	StubDrainContext(DrainReason reason, Supplier<Duration> time) {
		this.reason = reason;
		this.time = time;
	}

	/**
	 * Returns a context for a drain that a signal has started.
	 * @param remaining the time that is left
	 * @return a context that is not forced
	 */
	public static StubDrainContext withRemaining(Duration remaining) {
		return new StubDrainContext(DrainReason.SIGTERM, () -> remaining);
	}

	/**
	 * Lets time pass.
	 * @param time how much less is left
	 */
	public synchronized void advance(Duration time) {
		this.passed = this.passed.plus(time);
	}

	/**
	 * Forces the drain, as a second signal does.
	 * @return this context
	 */
	public StubDrainContext force() {
		this.forced = true;
		return this;
	}

	/**
	 * Returns what the participant has set as its progress.
	 * @return the lines, in order
	 */
	public List<String> progress() {
		return List.copyOf(this.progress);
	}

	@Override
	public DrainReason reason() {
		return this.reason;
	}

	@Override
	public Duration remaining() {
		Duration left = this.time.get().minus(this.passed);
		return left.isNegative() ? Duration.ZERO : left;
	}

	@Override
	public boolean forced() {
		return this.forced;
	}

	@Override
	public boolean exiting() {
		return this.reason != DrainReason.CLOSE;
	}

	@Override
	public boolean initiatedBy(Thread thread) {
		return false;
	}

	@Override
	public void progress(String line) {
		if (line.isBlank()) {
			throw new IllegalArgumentException("A line of progress is not blank");
		}
		this.progress.add(line);
	}

}
