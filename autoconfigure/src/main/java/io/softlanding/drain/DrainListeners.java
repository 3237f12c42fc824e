/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import io.softlanding.process.BoundedWait;
import io.softlanding.process.DrainLog;
import io.softlanding.process.SerialTasks;

/**
 * Tells listeners how the drain goes, each on a thread of its own. One that is slow or
 * fails stops neither the drain nor the others.
 */
final class DrainListeners {

	private static final int MOST_PHASES = 100;

	/** How long listeners may hold up the end of a half, all together. */
	private static final Duration PATIENCE = Duration.ofMillis(50);

	private final List<Told> listeners;

	private final DrainLog log;

	DrainListeners(List<DrainListener> listeners, DrainLog log) {
		this.log = log;
		this.listeners = listeners.stream()
			.map((listener) -> new Told(listener,
					new SerialTasks("listener", MOST_PHASES,
							() -> log.warn("A listener of the drain hangs and was not notified"))))
			.toList();
	}

	/** A listener, and what it is still to be told. */
	private record Told(DrainListener listener, SerialTasks tellings) {
	}

	void drainBegan(DrainReason reason) {
		tell("the drain began", (listener) -> listener.drainBegan(reason));
	}

	void phaseEnded(PhaseRun run, DrainOutcome outcome, Instant at) {
		tell(run.phase() + " ended", (listener) -> listener.phaseEnded(run.phase(), outcome, run.took(), at));
	}

	void drainEnded(DrainOutcome outcome) {
		tell("the drain ended", (listener) -> listener.drainEnded(outcome));
	}

	private void tell(String what, Consumer<DrainListener> news) {
		this.listeners.forEach((told) -> told.tellings().add(() -> {
			try {
				news.accept(told.listener());
			}
			catch (RuntimeException | Error ex) {
				this.log.write((logger) -> logger.warn("A listener failed when {}", what, ex));
			}
		}));
	}

	/** Gives the listeners a moment to hear what they were told. */
	void awaitTold() {
		CountDownLatch told = new CountDownLatch(this.listeners.size());
		this.listeners.forEach((listener) -> listener.tellings().add(told::countDown));
		BoundedWait.uninterruptibly(told, PATIENCE.toNanos());
	}

}
