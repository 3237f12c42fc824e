/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.softlanding.process.DrainThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Whether the application accepts no writes: on request, or because all instances
 * together have too many uncaught errors, until they have half as many.
 */
final class ReadOnlyMode implements SmartInitializingSingleton, PanicsStatus.Part {

	private static final Logger logger = LoggerFactory.getLogger(ReadOnlyMode.class);

	private final long threshold;

	private final PanicWindow window;

	private final FleetExchange fleet;

	private final BooleanSupplier draining;

	private final Supplier<List<ReadOnlyListener>> listeners;

	private final Consumer<ReadOnlyModeEvent> events;

	private final Consumer<Throwable> failed;

	private final PanicTimer watch;

	private volatile boolean active;

	private volatile boolean byRequest;

	private final Object requests = new Object();

	/** What was requested; {@code null} for the rule. Guarded by requests. */
	private @Nullable Boolean asked;

	private boolean byRule;

	/** What was published last. */
	private volatile boolean published;

	private final AtomicBoolean publishing = new AtomicBoolean();

	/** Creates a mode that is off. Without a threshold, there are only requests. */
	ReadOnlyMode(long threshold, PanicWindow window, FleetExchange fleet, BooleanSupplier draining,
			Supplier<List<ReadOnlyListener>> listeners, Consumer<ReadOnlyModeEvent> events, Consumer<Throwable> failed,
			PanicTimer watch) {
		this.threshold = threshold;
		this.window = window;
		this.fleet = fleet;
		this.draining = draining;
		this.listeners = listeners;
		this.events = events;
		this.failed = failed;
		this.watch = watch;
	}

	boolean isActive() {
		return this.active;
	}

	/** Requests on, off, or {@code null} for the rule, from all instances. */
	void ask(@Nullable Boolean readOnly) {
		synchronized (this.requests) {
			this.asked = readOnly;
			this.fleet.askReadOnly((readOnly == null) ? "auto" : readOnly ? "on" : "off");
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.watch.add(this::tick);
	}

	void tick() {
		if (this.draining.getAsBoolean()) {
			return;
		}
		// In this order: once the request was sent, the answer is there.
		FleetExchange.Fleet fleet;
		Boolean asked;
		synchronized (this.requests) {
			boolean asking = this.fleet.isAsking();
			fleet = this.fleet.current();
			if (fleet != null && !asking) {
				// Valid while the other instances cannot be reached.
				this.asked = fleet.readOnly();
			}
			asked = this.asked;
		}
		long own = this.window.counts().panics();
		long panics = (fleet != null) ? fleet.lastMinute() : own;
		this.byRule = this.threshold > 0 && panics >= (this.byRule ? (this.threshold + 1) / 2 : this.threshold);
		this.byRequest = asked != null;
		this.active = (asked != null) ? asked : this.byRule;
		if (this.active != this.published && this.publishing.compareAndSet(false, true)) {
			DrainThread.startOrRun("read-only", this::publish);
		}
	}

	/**
	 * Publishes changes until there are no more. The tick after a drain publishes too.
	 */
	private void publish() {
		try {
			while (this.active != this.published && !this.draining.getAsBoolean()) {
				publish(this.active, this.byRequest);
			}
		}
		finally {
			this.publishing.set(false);
		}
	}

	private void publish(boolean readOnly, boolean asked) {
		this.published = readOnly;
		logger.warn("Writes are {}: {}", readOnly ? "refused" : "accepted again",
				asked ? "requested through the readonly endpoint" : "number of uncaught errors");
		attempt(() -> this.listeners.get().forEach((listener) -> attempt(() -> listener.readOnly(readOnly))));
		attempt(() -> this.events.accept(new ReadOnlyModeEvent(readOnly, asked)));
	}

	private void attempt(Runnable call) {
		try {
			call.run();
		}
		catch (Throwable ex) {
			this.failed.accept(ex);
		}
	}

	@Override
	public void describe(Map<String, Object> status) {
		status.put("readOnly", this.active);
	}

}
