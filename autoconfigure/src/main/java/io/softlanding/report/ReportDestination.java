/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.process.DrainLog;
import io.softlanding.process.SerialTasks;

/**
 * Destination of the exit report. A separate thread writes to it, in order. A file system
 * that hangs does not stop the drain, and a failure is logged.
 */
final class ReportDestination {

	private static final int MOST_REPORTS = 10;

	private final Writer writer;

	private final DrainLog log;

	private final SerialTasks tasks;

	private volatile DrainOutcome last = DrainOutcome.NOTHING_TO_DO;

	/**
	 * Writes a report to a place.
	 */
	interface Writer {

		/** Writes a report over the one that is there. */
		boolean write(Map<String, Object> report) throws IOException;

		/** Whether there is such a place now. */
		default boolean isThere() {
			return true;
		}

	}

	ReportDestination(Writer writer, DrainLog log) {
		this.writer = writer;
		this.log = log;
		this.tasks = new SerialTasks("exit-report", MOST_REPORTS,
				() -> log.warn("The exit report was not written to %s, which hangs".formatted(writer)));
	}

	/** Whether a report can be written, also if that does not show in time. */
	boolean isThere(Duration patience) {
		AtomicBoolean missing = new AtomicBoolean();
		this.tasks.add(() -> missing.set(!this.writer.isThere()));
		this.tasks.flush(patience);
		return !missing.get();
	}

	void write(Map<String, Object> report) {
		this.tasks.add(() -> {
			try {
				this.last = this.writer.write(report) ? DrainOutcome.COMPLETED : DrainOutcome.NOTHING_TO_DO;
			}
			catch (IOException | RuntimeException ex) {
				this.last = DrainOutcome.FAILED;
				this.log.warn("The exit report could not be written to %s: %s".formatted(this.writer, ex));
			}
		});
	}

	/** How the last report that is not being written any more ended. */
	DrainOutcome last() {
		return this.last;
	}

	/** Waits until what was written so far is there, or cannot be. */
	boolean flush(Duration patience) {
		return this.tasks.flush(patience);
	}

}
