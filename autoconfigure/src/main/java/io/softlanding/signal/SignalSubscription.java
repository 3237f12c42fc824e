/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One receiver of one signal: counts deliveries and acts on them, never twice at the same
 * time and never twice within its window.
 */
final class SignalSubscription implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SignalSubscription.class);

	private final String signal;

	private final long windowNanos;

	private final Runnable atOnce;

	private final Consumer<SignalDelivery> action;

	private final Consumer<SignalSubscription> closer;

	private final AtomicInteger pending = new AtomicInteger();

	private final AtomicBoolean running = new AtomicBoolean();

	private volatile long receivedNanos;

	/** Touched by the worker only. */
	private long actedNanos;

	private boolean acted;

	SignalSubscription(String signal, long windowNanos, Runnable atOnce, Consumer<SignalDelivery> action,
			Consumer<SignalSubscription> closer) {
		this.signal = signal;
		this.windowNanos = windowNanos;
		this.atOnce = atOnce;
		this.action = action;
		this.closer = closer;
	}

	/** Counts a delivery; called by the signal handler, so it must stay this short. */
	void delivered(long nowNanos) {
		if (this.pending.get() == 0) {
			this.receivedNanos = nowNanos;
		}
		this.pending.incrementAndGet();
	}

	/** Does what cannot wait for the worker; called by the signal handler. */
	void actAtOnce() {
		this.atOnce.run();
	}

	String signal() {
		return this.signal;
	}

	/** Whether there is a delivery without an action, also when this is closed. */
	boolean pending() {
		return this.pending.get() > 0;
	}

	@Override
	public void close() {
		this.closer.accept(this);
	}

	/**
	 * Acts if there is something to act on and the time has come.
	 * @param nowNanos now
	 * @param whenDone wakes the worker for what arrived meanwhile
	 * @return in how many nanoseconds to ask again; {@link Long#MAX_VALUE} when woken
	 * anyway
	 */
	long act(long nowNanos, Runnable whenDone) {
		if (this.pending.get() == 0 || this.running.get()) {
			return Long.MAX_VALUE;
		}
		long early = this.actedNanos + this.windowNanos - nowNanos;
		if (this.acted && early > 0) {
			return early;
		}
		this.running.set(true);
		this.acted = true;
		this.actedNanos = nowNanos;
		long received = this.receivedNanos;
		SignalDelivery delivery = new SignalDelivery(this.signal, this.pending.getAndSet(0), received);
		Runnable task = () -> {
			try {
				this.action.accept(delivery);
			}
			catch (Throwable ex) {
				logger.warn("The action for SIG{} failed", this.signal, ex);
			}
			finally {
				this.running.set(false);
				whenDone.run();
			}
		};
		ProcessSignals.startOrRun("signal-" + this.signal, true, task);
		return Long.MAX_VALUE;
	}

}
