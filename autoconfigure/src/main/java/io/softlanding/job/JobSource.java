/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.time.Duration;
import java.util.List;

import io.softlanding.drain.DrainResult;

/**
 * The jobs of one library in this context. Safe for use by several threads.
 */
interface JobSource {

	/**
	 * Returns the library, as a part of names of participants and metrics.
	 * @return for example {@code quartz}
	 */
	String name();

	/** Returns what runs now, in any order. */
	List<RunningJob> running();

	/** Returns how many run now. */
	default int count() {
		return running().size();
	}

	/**
	 * Whether nothing is about to run that is not {@link #running()} yet.
	 * @param apart how many jobs run that are not waited for
	 */
	default boolean settled(int apart) {
		return true;
	}

	/**
	 * Called again and again while a drain that ends the process waits for jobs.
	 * @param total what the drain had when it began to wait
	 * @param remaining what it has left
	 */
	void draining(Duration total, Duration remaining);

	/**
	 * Ends what would otherwise be cut off: called when executors have stopped, and again
	 * when the time is used up.
	 * @param last whether no time is left
	 */
	void end(boolean last);

	/**
	 * Waits until a job ends, or for a while.
	 * @param nanos how long at most
	 * @throws InterruptedException if the thread is interrupted
	 */
	void await(long nanos) throws InterruptedException;

	/**
	 * Adds what is known of jobs that have ended and whose work is not done.
	 * @param result of jobs of which none runs
	 * @return the same result, or one that names them
	 */
	default DrainResult judge(DrainResult result) {
		return result;
	}

	/** Called when a result has named them: the next one names others. */
	default void judged() {
	}

}
