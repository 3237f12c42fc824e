/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.Map;

/**
 * The drain of an instance as its {@link DrainReporter reports} show it. May be used by
 * any thread.
 *
 * @since 0.1
 */
public interface DrainStatus {

	/**
	 * Returns whether the drain that ends this instance has begun.
	 * @return {@code false} also during maintenance
	 */
	boolean isEnding();

	/**
	 * Returns whether nothing was lost, forced or left unknown by the drain that ends
	 * this instance.
	 * @return {@code false} if there is none
	 */
	boolean isGood();

	/**
	 * Describes the drain and its phases.
	 * @return the state, and what else there is to say, by status key
	 */
	Map<String, Object> describe();

	/** Ends the drain: the context has been closed. Harmless if it has ended. */
	void end();

	/**
	 * Asks every participant for its final result.
	 * @param timeout maximum time to wait; a result that is not there then is unknown
	 */
	void conclude(Duration timeout);

}
