/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;

import io.softlanding.process.DrainThread;

/**
 * What a participant can know about the drain it takes part in. Safe for use by several
 * threads.
 *
 * @since 0.1
 */
public interface DrainContext {

	/**
	 * Returns why this instance drains.
	 * @return the first reason; a later signal does not change it
	 */
	DrainReason reason();

	/**
	 * Returns how much time the participant has left. This is slightly less than the
	 * budget of the phase, so that the participant can still return a result.
	 * @return the time left, never negative
	 */
	Duration remaining();

	/**
	 * Returns the current pass.
	 * @return {@link DrainPass#LAST} for a participant that is called once
	 */
	default DrainPass pass() {
		return DrainPass.LAST;
	}

	/**
	 * Whether to act without waiting.
	 * @return {@code true} once the drain is forced
	 */
	boolean forced();

	/**
	 * Whether the process is ending, and not only this application context.
	 * @return {@code false} as long as only a context is being closed (tests, restarts in
	 * the same process)
	 */
	boolean exiting();

	/**
	 * Whether the thread is one that closes the context or exits the process itself and
	 * therefore waits for this drain. What runs on it must not be waited for. The answer
	 * can change to {@code true} while the drain runs.
	 * @param thread the thread in question
	 * @return {@code true} if it waits for this drain
	 */
	boolean initiatedBy(Thread thread);

	/**
	 * Whether the thread is one of the drain's own, such as those that participants run
	 * on.
	 * @param thread the thread in question
	 * @return {@code true} if the drain has started it
	 */
	default boolean runsOn(Thread thread) {
		return thread instanceof DrainThread;
	}

	/**
	 * Sets a line that states what the participant is waiting for. The latest line is
	 * shown in the status and logged once a second.
	 * @param line for example {@code 12 requests in flight, oldest 2.1s POST
	 * /orders/{id}/pay}
	 */
	void progress(String line);

	/**
	 * Sets the progress of the participant.
	 * @param done how many are done
	 * @param total of how many
	 * @param unit what is counted, in the plural
	 */
	default void progress(long done, long total, String unit) {
		progress(done + " of " + total + " " + unit);
	}

}
