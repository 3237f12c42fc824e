/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.slf4j.Logger;

/**
 * The drain's log lines, written by a thread of their own: an appender that blocks, as a
 * full pipe does, must not stop the drain. Lines beyond what it holds are dropped, and
 * the next one that is written says how many.
 */
public final class DrainLog {

	private static final int MOST_LINES = 1000;

	private final Logger logger;

	private final AtomicInteger dropped = new AtomicInteger();

	private final SerialTasks lines = new SerialTasks("log", MOST_LINES, this.dropped::incrementAndGet);

	public DrainLog(Logger logger) {
		this.logger = logger;
	}

	public void info(String line) {
		write((logger) -> logger.info(line));
	}

	public void warn(String line) {
		write((logger) -> logger.warn(line));
	}

	public void write(Consumer<Logger> line) {
		this.lines.add(() -> {
			int dropped = this.dropped.getAndSet(0);
			if (dropped > 0) {
				this.logger.warn("{} log lines of the drain were dropped: the appenders are too slow", dropped);
			}
			OutOfMemoryRetry.attempt(() -> line.accept(this.logger));
		});
	}

	/**
	 * Waits until what was written so far has reached the appenders.
	 * @param patience how long to wait
	 * @return whether it has
	 */
	public boolean flush(Duration patience) {
		return this.lines.flush(patience);
	}

}
