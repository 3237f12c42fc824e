/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;

import io.softlanding.process.DrainThread;

/**
 * Information about the drain for a participant. Can be used by several threads.
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
	 * Whether the thread closes the context or exits the process, and therefore waits for
	 * this drain. A participant must not wait for work on this thread. The answer can
	 * change to {@code true} while the drain runs.
	 * @param thread the thread
	 * @return {@code true} if the thread waits for this drain
	 */
	boolean initiatedBy(Thread thread);

	/**
	 * Whether the thread belongs to the drain, such as the threads of participants.
	 * @param thread the thread
	 * @return {@code true} if the drain has started the thread
	 */
	default boolean runsOn(Thread thread) {
		return thread instanceof DrainThread;
	}

	/**
	 * Sets a line that describes what the participant waits for. The latest line is shown
	 * in the status and logged once a second.
	 * @param line for example {@code 12 requests in flight, oldest 2.1s POST
	 * /orders/{id}/pay}
	 */
	void progress(String line);

	/**
	 * Sets the progress of the participant.
	 * @param done the number of items that are done
	 * @param total the number of all items
	 * @param unit the name of the items, in the plural
	 */
	default void progress(long done, long total, String unit) {
		progress(done + " of " + total + " " + unit);
	}

}
