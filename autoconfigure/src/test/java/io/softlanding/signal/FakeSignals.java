/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Signals and time of a process that does not exist.
 */
final class FakeSignals implements SignalSource {

	private final Map<String, Runnable> handlers = new ConcurrentHashMap<>();

	private final Map<String, Previous> previous = new ConcurrentHashMap<>();

	private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1000);

	private volatile Set<String> refused = Set.of();

	private volatile Set<String> ignored = Set.of();

	/** Counts what is done to a handler that was there before. */
	final class Previous implements PreviousHandler {

		private final String signal;

		private final AtomicInteger calls = new AtomicInteger();

		private final CountDownLatch called = new CountDownLatch(1);

		private Previous(String signal) {
			this.signal = signal;
		}

		@Override
		public boolean ignores() {
			return FakeSignals.this.ignored.contains(this.signal);
		}

		@Override
		public void call() {
			this.calls.incrementAndGet();
			this.called.countDown();
		}

		@Override
		public void restore() {
			FakeSignals.this.handlers.remove(this.signal);
		}

		boolean awaitCall() throws InterruptedException {
			return this.called.await(10, TimeUnit.SECONDS);
		}

		int calls() {
			return this.calls.get();
		}

	}

	void refuse(String... signals) {
		this.refused = Set.of(signals);
	}

	void ignore(String... signals) {
		this.ignored = Set.of(signals);
	}

	Previous previous(String signal) {
		return this.previous.computeIfAbsent(signal, Previous::new);
	}

	boolean isTaken(String signal) {
		return this.handlers.containsKey(signal);
	}

	@Override
	public boolean knows(String signal) {
		return !signal.startsWith("NO");
	}

	@Override
	public PreviousHandler handle(String signal, Runnable onDelivery) {
		if (this.refused.contains(signal)) {
			throw new IllegalArgumentException("Signal already used by VM or OS: SIG" + signal);
		}
		this.handlers.put(signal, onDelivery);
		return previous(signal);
	}

	void deliver(String signal) {
		this.handlers.get(signal).run();
	}

	void pass(long time, TimeUnit unit) {
		this.nanoTime.addAndGet(unit.toNanos(time));
	}

	long nanoTime() {
		return this.nanoTime.get();
	}

	/**
	 * Returns when everything that was delivered before has been acted on. The worker
	 * looks at its subscriptions in the order of registration: once it has come to a new
	 * one twice, it has come to all others after the delivery. What was delivered while
	 * an action ran begins when that one has ended: hence two rounds.
	 */
	void awaitActions(ProcessSignals signals) throws InterruptedException {
		awaitRound(signals);
		awaitRound(signals);
	}

	private void awaitRound(ProcessSignals signals) throws InterruptedException {
		Semaphore seen = new Semaphore(0);
		try (SignalSubscription marker = signals.register("MARKER", 0, (delivery) -> seen.release())) {
			for (int i = 0; i < 2; i++) {
				deliver("MARKER");
				if (!seen.tryAcquire(10, TimeUnit.SECONDS)) {
					throw new AssertionError("The worker does not work");
				}
			}
		}
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			if (thread.getName().startsWith("softlanding-signal-")) {
				thread.join(10_000);
			}
		}
	}

}
