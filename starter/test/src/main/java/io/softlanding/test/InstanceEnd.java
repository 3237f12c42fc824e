/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How an instance has ended.
 *
 * @param instance number of the instance, from 0
 * @param signal the signal that was sent, such as {@code TERM}; empty if the process
 * ended without one
 * @param exitCode exit code of the process; 128 plus the number of the signal if a signal
 * has ended it
 * @param took time from the signal to the end of the process; from its start without a
 * signal
 * @param inTime {@code false} if the process had not ended at the timeout and was killed
 * @param report the final exit report, or {@code null} if there is none
 * @param stage stage of the last report that was found, {@code graceful}, {@code forced},
 * {@code pending} or {@code running}; {@code none} if there is no report
 * @param left what it has left
 * @param output the last lines that it has printed
 * @since 0.1.0
 */
public record InstanceEnd(int instance, String signal, int exitCode, Duration took, boolean inTime,
		@Nullable DrainReport report, String stage, Leftovers left, String output) {

	/**
	 * Describes the end, with the phases of the drain and the last lines of the output.
	 * @return several lines
	 */
	public String describe() {
		DrainReport known = this.report;
		return "Instance " + this.instance
				+ (this.inTime ? " ended after " + this.took.toMillis() + " ms with exit code " + this.exitCode
						: " did not end within " + this.took.toMillis() + " ms and was killed")
				+ ". Exit report: " + ((known != null) ? known.timeline() : this.stage) + this.left.describe()
				+ "\nIts last lines:\n" + this.output;
	}

}
