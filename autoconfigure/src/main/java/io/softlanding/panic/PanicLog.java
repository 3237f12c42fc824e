/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.softlanding.time.DurationProperty;
import io.softlanding.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs uncaught errors with their throwable and key-values: at DEBUG if the application
 * logs them itself, otherwise the first ones of each window.
 */
final class PanicLog {

	private static final Logger logger = LoggerFactory.getLogger("io.softlanding.panic");

	private final NanoClock clock;

	private final int maxLines;

	private final Duration window;

	private final AtomicLong suppressed = new AtomicLong();

	/** Guarded by this, like the following fields. */
	private boolean open;

	private long endNanos;

	private int lines;

	PanicLog(NanoClock clock, int maxLines, Duration window) {
		this.clock = clock;
		this.maxLines = maxLines;
		this.window = window;
	}

	void log(Panic panic, Throwable error, boolean logged) {
		Level level = logged ? Level.DEBUG : level(panic.severity());
		if (logger.isEnabledForLevel(level) && (level == Level.DEBUG || acquireLine())) {
			write(level, panic, error);
		}
	}

	void suppress() {
		this.suppressed.incrementAndGet();
	}

	private synchronized boolean acquireLine() {
		long now = this.clock.nanoTime();
		if (this.open && now - this.endNanos >= 0) {
			summarize();
		}
		if (!this.open) {
			this.open = true;
			this.endNanos = now + this.window.toNanos();
			this.lines = 0;
		}
		if (this.lines < this.maxLines) {
			this.lines++;
			return true;
		}
		suppress();
		return false;
	}

	/** Logs the number of errors without a line. */
	synchronized void summarize() {
		this.open = false;
		long more = this.suppressed.getAndSet(0);
		if (more > 0) {
			logger.atError()
				.addKeyValue("panic.more", more)
				.log("{} more uncaught errors in {}", more, DurationProperty.text(this.window));
		}
	}

	private static void write(Level level, Panic panic, Throwable error) {
		LoggingEventBuilder line = logger.atLevel(level)
			.setCause(error)
			.addKeyValue("panic.fingerprint", panic.fingerprint())
			.addKeyValue("panic.severity", panic.severity().text())
			.addKeyValue("panic.source", panic.source().text())
			.addKeyValue("panic.type", panic.type())
			.addKeyValue("panic.count", panic.count())
			.addKeyValue("panic.thread", panic.thread())
			.addKeyValue("panic.instance", panic.instance());
		if (panic.route() != null) {
			line = line.addKeyValue("panic.route", panic.route());
		}
		if (panic.transaction() != null) {
			line = line.addKeyValue("panic.transaction", panic.transaction());
		}
		if (panic.traceId() != null) {
			line = line.addKeyValue("panic.trace", panic.traceId());
		}
		line.log("Uncaught error {} ({}) in {}: {}", panic.fingerprint(), panic.severity().text(),
				(panic.route() != null) ? panic.route() : panic.source().text() + " " + panic.thread(), panic.type());
	}

	private static Level level(PanicSeverity severity) {
		return switch (severity) {
			case IGNORED, EXPECTED -> Level.DEBUG;
			case UNAVAILABLE -> Level.WARN;
			case ERROR, FATAL -> Level.ERROR;
		};
	}

}
