/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.softlanding.drain.DrainReason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Handles TERM and INT. The first signal drains every application context and is then
 * passed to the previous handler, which ends the process with the signal's exit code. The
 * same signal a second or more later counts as repeated; others are ignored, since build
 * tools send TERM some seconds after a Ctrl-C, and terminals repeat themselves.
 */
final class ExitSignals {

	private static final Logger logger = LoggerFactory.getLogger(ExitSignals.class);

	static final Map<String, DrainReason> REASONS = Map.of("TERM", DrainReason.SIGTERM, "INT", DrainReason.SIGINT);

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final ProcessSignals signals;

	private final LongSupplier nanoTime;

	private final List<ExitTarget> targets = new CopyOnWriteArrayList<>();

	/** Guarded by this. */
	private final Map<String, SignalSubscription> registrations = new HashMap<>();

	/**
	 * Kept when the last context has gone: a signal may have been taken that is still to
	 * be passed on.
	 */
	private final Map<String, SignalSource.PreviousHandler> previous = new ConcurrentHashMap<>();

	/** Guarded by this. */
	private @Nullable SignalDelivery first;

	/** An application context that a signal drains. */
	interface ExitTarget {

		/**
		 * Refuses traffic, and returns at once. Called at every delivery, by the signal
		 * handler.
		 */
		void refuseTraffic();

		/** Runs the front half and returns when it is over. */
		void drain(DrainReason reason, long receivedNanos);

		/** Called when the signal has arrived again. */
		void repeated(DrainReason reason);

	}

	ExitSignals(ProcessSignals signals, LongSupplier nanoTime) {
		this.signals = signals;
		this.nanoTime = nanoTime;
	}

	/** Registers a context. Returns what ends that, as often as it is run. */
	synchronized Runnable register(ExitTarget target) {
		if (this.targets.isEmpty()) {
			this.first = null;
			takeAll();
		}
		this.targets.add(target);
		return () -> unregister(target);
	}

	private void takeAll() {
		Map<String, String> failed = new TreeMap<>();
		for (String signal : REASONS.keySet()) {
			try {
				take(signal);
			}
			catch (IllegalArgumentException ex) {
				failed.put("SIG" + signal, String.valueOf(ex.getMessage()));
			}
		}
		if (!failed.isEmpty()) {
			logger.warn(
					"{} cannot be handled ({}): a drain begins only when the context is closed. "
							+ "With -Xrs, a signal ends the process without a drain.",
					String.join(" and ", failed.keySet()), failed.values().iterator().next());
		}
	}

	private void take(String signal) {
		this.registrations.put(signal, this.signals.register(signal, 0, this::refuseTraffic, this::received));
		SignalSource.PreviousHandler previous = this.signals.previous(signal);
		if (previous == null) {
			return;
		}
		this.previous.put(signal, previous);
		if (previous.ignores()) {
			// Usual for INT: shells start background jobs like that.
			logger.atLevel(signal.equals("TERM") ? Level.WARN : Level.INFO)
				.log("This process was started with SIG{} ignored, for example by nohup or a background job of a script, "
						+ "and does not receive it", signal);
		}
	}

	private synchronized void unregister(ExitTarget target) {
		if (!this.targets.remove(target) || !this.targets.isEmpty()) {
			return;
		}
		this.registrations.values().forEach(SignalSubscription::close);
		this.registrations.forEach((signal, registration) -> {
			if (registration.pending()) {
				received(new SignalDelivery(signal, 1, this.nanoTime.getAsLong()));
			}
		});
		this.registrations.clear();
	}

	/** Not by the worker: a thread that has to be woken first may be late. */
	private void refuseTraffic() {
		this.targets.forEach(ExitTarget::refuseTraffic);
	}

	private synchronized void received(SignalDelivery delivery) {
		SignalDelivery first = this.first;
		if (first == null) {
			this.first = delivery;
			// No daemon: the process must not end before, with another exit code.
			ProcessSignals.startOrRun("exit", false, () -> exit(delivery));
		}
		else if (first.signal().equals(delivery.signal())
				&& delivery.receivedNanos() - first.receivedNanos() >= PATIENCE_NANOS) {
			DrainReason reason = REASONS.getOrDefault(delivery.signal(), DrainReason.SIGTERM);
			this.targets.forEach((target) -> target.repeated(reason));
		}
	}

	private void exit(SignalDelivery delivery) {
		List<ExitTarget> targets = List.copyOf(this.targets);
		CountDownLatch drained = new CountDownLatch(targets.size());
		for (ExitTarget target : targets) {
			Runnable task = () -> {
				try {
					target.drain(REASONS.getOrDefault(delivery.signal(), DrainReason.SIGTERM),
							delivery.receivedNanos());
				}
				catch (RuntimeException ex) {
					logger.warn("A context could not be drained", ex);
				}
				finally {
					drained.countDown();
				}
			};
			ProcessSignals.startOrRun("drain", true, task);
		}
		try {
			// Each drain ends by its own deadlines, and the watchdog is armed.
			drained.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		SignalSource.PreviousHandler previous = this.previous.get(delivery.signal());
		if (previous != null) {
			previous.call();
		}
	}

}
