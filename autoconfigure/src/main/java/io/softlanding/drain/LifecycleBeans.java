/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

import io.softlanding.process.BoundedWait;
import io.softlanding.time.NanoClock;

import org.springframework.context.Lifecycle;

/**
 * Names beans that Spring stops before the back half, such as message listeners, and that
 * had not stopped when Spring went on without them.
 */
final class LifecycleBeans implements MultiPassParticipant {

	private static final int MOST_NAMED = 20;

	/** Phases after this one must not wait for a bean that does not answer. */
	private static final Duration ANSWER = Duration.ofMillis(500);

	private final NanoClock clock;

	private volatile Map<String, Lifecycle> beans = Map.of();

	private volatile long goesOnNanos;

	private volatile boolean stopping;

	/** Whether Spring has waited for as long as it does. */
	private volatile boolean late;

	LifecycleBeans(NanoClock clock) {
		this.clock = clock;
	}

	/** Sets which. */
	void of(Map<String, Lifecycle> beans) {
		this.beans = new TreeMap<>(beans);
	}

	/**
	 * Called when Spring begins to stop them.
	 * @param nanos how long it waits for all of them, zero if none runs
	 */
	void stopping(long nanos) {
		this.goesOnNanos = this.clock.nanoTime() + nanos;
		this.stopping = nanos > 0;
	}

	@Override
	public String name() {
		return "lifecycle-beans";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.TRANSACTIONS;
	}

	@Override
	public Duration needs() {
		return Duration.ZERO;
	}

	/** Called when Spring is done with them. */
	void stopped() {
		this.late |= this.stopping && this.goesOnNanos - this.clock.nanoTime() <= 0;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		if (this.beans.isEmpty()) {
			return conclude();
		}
		AtomicReference<DrainResult> result = new AtomicReference<>(
				DrainResult.partial("It is unknown which of these beans are running: %s", names()));
		BoundedWait.briefly("lifecycle-beans", ANSWER, () -> result.set(conclude()));
		return Objects.requireNonNull(result.get());
	}

	private List<String> names() {
		return this.beans.keySet().stream().limit(MOST_NAMED).toList();
	}

	@Override
	public DrainResult conclude() {
		if (this.beans.isEmpty()) {
			return DrainResult.nothingToDo("No bean stops before the back half");
		}
		List<String> running = this.beans.entrySet()
			.stream()
			.filter((bean) -> ShutdownPhases.isRunning(bean.getValue()))
			.map(Map.Entry::getKey)
			.limit(MOST_NAMED)
			.toList();
		if (!running.isEmpty()) {
			return DrainResult.partial("Still running: %s", running).with("running", running);
		}
		if (this.late) {
			List<String> names = names();
			return DrainResult.partial("Spring may have continued before these beans had stopped: %s", names)
				.with("oneOf", names);
		}
		return DrainResult.completed("%d stopped", this.beans.size());
	}

}
