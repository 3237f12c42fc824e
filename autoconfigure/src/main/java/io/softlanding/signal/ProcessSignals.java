/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.softlanding.process.SoftlandingThread;
import org.jspecify.annotations.Nullable;

/**
 * The signals of this process, shared by all application contexts in it.
 *
 * <p>
 * The virtual machine starts a thread for each delivery. All that happens on it is
 * counting and waking one worker (and refusing traffic at the first TERM or INT), which
 * lives as long as anything is registered and starts a thread for each action. The first
 * registration of a signal takes it over, the last one to be closed hands it back.
 */
final class ProcessSignals {

	/** A process has one set of signals: the one static state of this library. */
	private static final ProcessSignals JVM = new ProcessSignals(new JvmSignalSource(), System::nanoTime);

	private final SignalSource source;

	private final LongSupplier nanoTime;

	private final ExitSignals exits;

	/** Guarded by this. */
	private final Map<String, TakenSignal> taken = new HashMap<>();

	private final List<SignalSubscription> subscriptions = new CopyOnWriteArrayList<>();

	/** Guarded by this for writing. */
	private volatile @Nullable Thread worker;

	private record TakenSignal(SignalSource.PreviousHandler previous, List<SignalSubscription> subscriptions) {
	}

	ProcessSignals(SignalSource source, LongSupplier nanoTime) {
		this.source = source;
		this.nanoTime = nanoTime;
		this.exits = new ExitSignals(this, nanoTime);
	}

	static ProcessSignals jvm() {
		return JVM;
	}

	ExitSignals exits() {
		return this.exits;
	}

	boolean knows(String signal) {
		return this.source.knows(signal);
	}

	/**
	 * Registers an action for a signal, which runs on a daemon thread of its own.
	 * @param windowNanos within which deliveries are acted on together
	 * @throws IllegalArgumentException if the signal cannot be handled
	 */
	SignalSubscription register(String signal, long windowNanos, Consumer<SignalDelivery> action) {
		return register(signal, windowNanos, () -> {
		}, action);
	}

	/**
	 * Registers an action for a signal, and what cannot wait for the worker.
	 * @param atOnce runs at each delivery, on the virtual machine's own thread, after the
	 * worker was woken; must return at once
	 */
	synchronized SignalSubscription register(String signal, long windowNanos, Runnable atOnce,
			Consumer<SignalDelivery> action) {
		SignalSubscription subscription = new SignalSubscription(signal, windowNanos, atOnce, action, this::unregister);
		TakenSignal taken = this.taken.get(signal);
		if (taken == null) {
			List<SignalSubscription> receivers = new CopyOnWriteArrayList<>();
			taken = new TakenSignal(this.source.handle(signal, () -> delivered(receivers)), receivers);
			this.taken.put(signal, taken);
		}
		this.subscriptions.add(subscription);
		taken.subscriptions().add(subscription);
		if (this.worker == null) {
			Thread worker = thread("signals", true, this::work);
			this.worker = worker;
			worker.start();
		}
		return subscription;
	}

	private synchronized void unregister(SignalSubscription subscription) {
		TakenSignal taken = this.taken.get(subscription.signal());
		if (!this.subscriptions.remove(subscription) || taken == null) {
			return;
		}
		taken.subscriptions().remove(subscription);
		if (taken.subscriptions().isEmpty()) {
			this.taken.remove(subscription.signal());
			taken.previous().restore();
		}
		Thread worker = this.worker;
		if (this.subscriptions.isEmpty() && worker != null) {
			this.worker = null;
			LockSupport.unpark(worker);
		}
	}

	/** Returns the handler from before, or {@code null} if the signal is not handled. */
	synchronized SignalSource.@Nullable PreviousHandler previous(String signal) {
		TakenSignal taken = this.taken.get(signal);
		return (taken != null) ? taken.previous() : null;
	}

	private void delivered(List<SignalSubscription> receivers) {
		long now = this.nanoTime.getAsLong();
		receivers.forEach((receiver) -> receiver.delivered(now));
		wake();
		receivers.forEach(SignalSubscription::actAtOnce);
	}

	private void wake() {
		LockSupport.unpark(this.worker);
	}

	private void work() {
		while (this.worker == Thread.currentThread()) {
			long wait = Long.MAX_VALUE;
			for (SignalSubscription subscription : this.subscriptions) {
				wait = Math.min(wait, subscription.act(this.nanoTime.getAsLong(), this::wake));
			}
			LockSupport.parkNanos(this, wait);
		}
	}

	/**
	 * Starts a thread, or runs the task here when the process has no thread left to give:
	 * a signal must never be lost to that.
	 */
	static void startOrRun(String name, boolean daemon, Runnable task) {
		try {
			thread(name, daemon, task).start();
		}
		catch (OutOfMemoryError error) {
			task.run();
		}
	}

	private static Thread thread(String name, boolean daemon, Runnable task) {
		Thread thread = new SoftlandingThread(name, task);
		thread.setDaemon(daemon);
		return thread;
	}

}
