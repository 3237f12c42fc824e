/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Strategy for work that has to be done before the process may end. Every bean of this
 * type takes part in the drain.
 *
 * <p>
 * A participant runs on its own daemon thread. If it throws an exception, its outcome is
 * {@link DrainOutcome#FAILED}. If it is still running at the end of its phase, it is
 * interrupted and its outcome is {@link DrainOutcome#TIMED_OUT}. In both cases, the drain
 * continues without it.
 *
 * @since 0.1
 */
public interface DrainParticipant {

	/**
	 * In {@link #after()}: all other participants of the phase, except those that name
	 * them all too.
	 */
	String ALL_OTHERS = "*";

	/**
	 * Returns the unique name of this participant in status, logs and {@link #after()}.
	 * @return the name in kebab-case, for example {@code redis-locks}
	 */
	String name();

	/**
	 * Returns the phase in which this participant runs.
	 * @return the phase
	 */
	DrainPhase phase();

	/**
	 * Returns the participants of the same phase that must have ended, in whatever way,
	 * before this one starts.
	 * @return their names, or {@link #ALL_OTHERS}; start-up fails if a name does not
	 * exist, or if there is a cycle
	 */
	default Set<String> after() {
		return Set.of();
	}

	/**
	 * Does the work, and returns before {@link DrainContext#remaining()} is used up.
	 * @param context information about the drain
	 * @return the result
	 * @throws InterruptedException if the phase has ended while this participant waited
	 * @throws Exception if the work failed
	 */
	DrainResult drain(DrainContext context) throws Exception;

	/**
	 * Returns the time that this participant of the back half needs for its open work.
	 * The rest of the reserve is available to requests and to beans that Spring stops.
	 * Called often, on a separate thread. If it does not return within 100 ms, the whole
	 * reserve is kept.
	 * @return the time, zero if there is no open work; {@code null} if the time is not
	 * known, to use the floor of the phase
	 */
	default @Nullable Duration needs() {
		return null;
	}

	/**
	 * Whether this participant waits for the requests in flight, as Spring Boot's
	 * graceful shutdown of the web server does. In this case, Spring does not wait for
	 * them again.
	 * @return {@code true} if this participant waits for requests; called once, when the
	 * application starts
	 */
	default boolean awaitsRequests() {
		return false;
	}

	/**
	 * Undoes {@link #drain} at the end of a drain for maintenance. Only phases of the
	 * front half can be undone. If {@code drain} ignores its interrupt, this method may
	 * be called while it is still running.
	 */
	default void resume() {
	}

}
