/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.Duration;

/**
 * Brings what was logged so far to where it is to be read. Every bean of this type is
 * asked, at the end of a drain and before the process is halted: a log that is written by
 * a thread of its own would otherwise lose the lines that matter most.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface LogFlush {

	/** Of a log that has nothing to flush. */
	LogFlush NOTHING = (patience) -> true;

	/**
	 * Waits until what was logged so far is written. Called by a thread of its own, also
	 * when another call has not returned yet.
	 * @param patience how long the caller waits
	 * @return whether everything is written
	 * @throws InterruptedException if the caller no longer waits
	 */
	boolean flush(Duration patience) throws InterruptedException;

}
