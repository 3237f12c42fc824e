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

import io.softlanding.drain.ReadOnlyListener;
import io.softlanding.process.DrainThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Whether the application takes no writes: because all its instances together have too
 * many panics, until they have half as many, or because it was asked for.
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

	private final PanicWatch watch;

	private volatile boolean active;

	/** Whether it is so because it was asked for. */
	private volatile boolean byWish;

	private final Object wish = new Object();

	/**
	 * What this instance was asked for; {@code null} for the rule. Guarded by the wish.
	 */
	private @Nullable Boolean asked;

	private boolean byRule;

	/** What the listeners were told last. */
	private volatile boolean told;

	private final AtomicBoolean telling = new AtomicBoolean();

	/**
	 * Creates the mode; it is off.
	 * @param threshold how many panics of the last minute are too many; 0 for never
	 * @param draining whether the instance drains: then its caches are not ours to switch
	 * @param failed told what a listener throws
	 */
	ReadOnlyMode(long threshold, PanicWindow window, FleetExchange fleet, BooleanSupplier draining,
			Supplier<List<ReadOnlyListener>> listeners, Consumer<ReadOnlyModeEvent> events, Consumer<Throwable> failed,
			PanicWatch watch) {
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

	/**
	 * Asks all instances for it.
	 * @param readOnly on, off, or {@code null} to leave it to the rule
	 */
	void ask(@Nullable Boolean readOnly) {
		synchronized (this.wish) {
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
		// In this order: once the wish is told, what they answered is there.
		FleetExchange.Fleet fleet;
		Boolean asked;
		synchronized (this.wish) {
			boolean asking = this.fleet.isAsking();
			fleet = this.fleet.current();
			if (fleet != null && !asking) {
				// Also for the time when the others cannot be reached.
				this.asked = fleet.readOnly();
			}
			asked = this.asked;
		}
		long own = this.window.counts().panics();
		long panics = (fleet != null) ? fleet.lastMinute() : own;
		this.byRule = this.threshold > 0 && panics >= (this.byRule ? (this.threshold + 1) / 2 : this.threshold);
		this.byWish = asked != null;
		this.active = (asked != null) ? asked : this.byRule;
		if (this.active != this.told && this.telling.compareAndSet(false, true)) {
			DrainThread.startOrRun("read-only", this::tell);
		}
	}

	/**
	 * Tells what is so by now, until nothing else is. What a drain leaves untold is told
	 * by the first tick after it.
	 */
	private void tell() {
		try {
			while (this.active != this.told && !this.draining.getAsBoolean()) {
				tell(this.active, this.byWish);
			}
		}
		finally {
			this.telling.set(false);
		}
	}

	private void tell(boolean readOnly, boolean asked) {
		this.told = readOnly;
		logger.warn("Writes are {}: {}", readOnly ? "refused" : "taken again",
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
