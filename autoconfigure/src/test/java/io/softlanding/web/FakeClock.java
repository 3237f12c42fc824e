/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.softlanding.time.NanoClock;

/**
 * A clock that advances when somebody sleeps on it, and lets things happen on the way.
 */
final class FakeClock implements NanoClock {

	private record Event(long atNanos, Runnable action) {
	}

	private final List<Event> events = new ArrayList<>();

	private long nowNanos;

	private int sleeps;

	/** Negative, as {@link System#nanoTime()} may be. */
	FakeClock() {
		this(-Duration.ofHours(1).toNanos());
	}

	FakeClock(long startNanos) {
		this.nowNanos = startNanos;
	}

	void at(Duration fromNow, Runnable action) {
		this.events.add(new Event(this.nowNanos + fromNow.toNanos(), action));
	}

	void advance(Duration duration) {
		this.nowNanos += duration.toNanos();
	}

	Duration since(long startNanos) {
		return Duration.ofNanos(this.nowNanos - startNanos);
	}

	int sleeps() {
		return this.sleeps;
	}

	@Override
	public long nanoTime() {
		return this.nowNanos;
	}

	@Override
	public void sleep(long nanos) {
		this.sleeps++;
		long end = this.nowNanos + Math.max(0, nanos);
		List<Event> due = this.events.stream()
			.filter((event) -> event.atNanos() - end <= 0)
			.sorted(Comparator.comparingLong((event) -> event.atNanos() - end))
			.toList();
		this.events.removeAll(due);
		due.forEach((event) -> {
			this.nowNanos = event.atNanos();
			event.action().run();
		});
		this.nowNanos = end;
	}

}
