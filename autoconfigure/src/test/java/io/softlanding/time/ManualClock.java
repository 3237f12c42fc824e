/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.time;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Time that passes only when a test says so, or when something sleeps on it. What is to
 * happen meanwhile happens on the way.
 */
public final class ManualClock implements NanoClock {

	private record Event(long atNanos, Runnable action) {
	}

	private final List<Event> events = new CopyOnWriteArrayList<>();

	private final AtomicInteger sleeps = new AtomicInteger();

	private final AtomicLong now;

	/** Overflows soon, as {@link System#nanoTime()} may. */
	public ManualClock() {
		this(Long.MAX_VALUE - 1_000_000);
	}

	public ManualClock(long startNanos) {
		this.now = new AtomicLong(startNanos);
	}

	public void at(Duration fromNow, Runnable action) {
		this.events.add(new Event(this.now.get() + fromNow.toNanos(), action));
	}

	public void advance(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

	public Duration since(long startNanos) {
		return Duration.ofNanos(this.now.get() - startNanos);
	}

	public int sleeps() {
		return this.sleeps.get();
	}

	@Override
	public long nanoTime() {
		return this.now.get();
	}

	@Override
	public void sleep(long nanos) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		this.sleeps.incrementAndGet();
		long slept = Math.max(0, nanos);
		if (this.events.isEmpty()) {
			this.now.addAndGet(slept);
			return;
		}
		long end = this.now.get() + slept;
		List<Event> due = this.events.stream()
			.filter((event) -> event.atNanos() - end <= 0)
			.sorted(Comparator.comparingLong((event) -> event.atNanos() - end))
			.toList();
		this.events.removeAll(due);
		due.forEach((event) -> {
			this.now.set(event.atNanos());
			event.action().run();
		});
		// An action may have made it later.
		this.now.updateAndGet((now) -> (now - end < 0) ? end : now);
	}

}
