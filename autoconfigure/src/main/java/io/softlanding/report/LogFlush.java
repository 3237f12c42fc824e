/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.Duration;

/**
 * Strategy for flushing the log. All beans of this type are called at the end of a drain
 * and before the process is halted, because a log that a separate thread writes would
 * otherwise lose its last lines.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface LogFlush {

	/** For a log that needs no flush. */
	LogFlush NOTHING = (patience) -> true;

	/**
	 * Waits until the lines that were logged before this call are written. Called on a
	 * separate thread, even if an earlier call has not returned yet.
	 * @param patience the time for which the caller waits
	 * @return whether all lines are written
	 * @throws InterruptedException if the caller no longer waits
	 */
	boolean flush(Duration patience) throws InterruptedException;

}
