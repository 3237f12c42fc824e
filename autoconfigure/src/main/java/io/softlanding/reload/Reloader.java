/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Lets one reload through at a time, and tells what became of each.
 */
final class Reloader {

	private static final Logger logger = LoggerFactory.getLogger(Reloader.class);

	/** How long a trigger that cannot be told "busy" waits for its turn. */
	private static final long PATIENCE_SECONDS = 60;

	private final ReloadParts parts;

	private final List<Consumer<ReloadAttempt>> observers;

	private final ReentrantLock gate = new ReentrantLock();

	Reloader(ReloadParts parts, List<Consumer<ReloadAttempt>> observers) {
		this.parts = parts;
		this.observers = observers;
	}

	/**
	 * Reloads, unless a reload runs. May be called by any thread.
	 * @param request what is asked for
	 * @return what became of it
	 */
	ReloadAttempt reload(ReloadRequest request) {
		return this.gate.tryLock() ? run(request) : busy(request);
	}

	/**
	 * Reloads when its turn comes: for those who ask once and are not told.
	 * @param request what is asked for
	 * @return what became of it
	 * @throws InterruptedException if the thread was interrupted while it waited
	 */
	ReloadAttempt reloadInTurn(ReloadRequest request) throws InterruptedException {
		return this.gate.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS) ? run(request) : busy(request);
	}

	private ReloadAttempt run(ReloadRequest request) {
		try {
			return told(new ReloadTransaction(request, this.parts).run());
		}
		finally {
			this.gate.unlock();
		}
	}

	private ReloadAttempt busy(ReloadRequest request) {
		return told(new ReloadAttempt(ReloadOutcome.BUSY, request.trigger(), this.parts.time().instant(), Duration.ZERO,
				this.parts.store().current().generation(), "Another reload is running", List.of(), List.of(), 0));
	}

	private ReloadAttempt told(ReloadAttempt attempt) {
		log(attempt);
		this.observers.forEach((observer) -> observer.accept(attempt));
		return attempt;
	}

	private static void log(ReloadAttempt attempt) {
		String text = "Reload (%s) %s: %s".formatted(attempt.trigger(), attempt.outcome(), attempt.message());
		switch (attempt.outcome()) {
			case APPLIED, VALID -> logger.info(text);
			// The watch asks also when a change was taken already.
			case UNCHANGED ->
				logger.atLevel((attempt.trigger() == ReloadTrigger.FILE_WATCH) ? Level.DEBUG : Level.INFO).log(text);
			case UNKNOWN -> logger.error("{}: {}", text, attempt.problems());
			default -> logger.warn(attempt.problems().isEmpty() ? text : text + " " + attempt.problems());
		}
	}

}
