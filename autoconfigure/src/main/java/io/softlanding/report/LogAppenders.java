/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.process.BoundedWait;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has everything that was logged written down, by whatever writes it. An appender that
 * hangs keeps neither the others nor the drain.
 */
final class LogAppenders implements DrainParticipant {

	private static final Logger logger = LoggerFactory.getLogger(LogAppenders.class);

	private final List<LogFlush> flushes;

	LogAppenders(List<LogFlush> flushes) {
		this.flushes = flushes.stream().filter((flush) -> flush != LogFlush.NOTHING).toList();
	}

	/** Returns this, and what else logs tell of. */
	List<DrainParticipant> participants() {
		return Stream.concat(Stream.of(this),
				this.flushes.stream().filter(Witness.class::isInstance).map((flush) -> ((Witness) flush).participant()))
			.toList();
	}

	/** A log that tells what has gone wrong after the drain. */
	interface Witness extends LogFlush {

		DrainParticipant participant();

	}

	/** Waits until what was logged so far is written. */
	int flush(Duration patience) {
		AtomicInteger unwritten = new AtomicInteger(this.flushes.size());
		BoundedWait.each("log-flush", patience, this.flushes.stream().<Runnable>map((flush) -> () -> {
			try {
				if (flush.flush(patience)) {
					unwritten.decrementAndGet();
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (RuntimeException | LinkageError ex) {
				logger.debug("A log could not be flushed", ex);
			}
		}).toList());
		return unwritten.get();
	}

	@Override
	public String name() {
		return "log-appenders";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.HANDOFF;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		if (this.flushes.isEmpty()) {
			return DrainResult.assumed("No log can be flushed: logged events are assumed to be written");
		}
		int unwritten = flush(context.remaining());
		return (unwritten == 0) ? DrainResult.completed("Everything logged so far is written")
				: DrainResult.timedOut("Some logged events are not written yet");
	}

}
