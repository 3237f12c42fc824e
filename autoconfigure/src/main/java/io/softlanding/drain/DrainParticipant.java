/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Something that has work to do before the process may end. Every bean of this type takes
 * part.
 *
 * <p>
 * A participant runs on a daemon thread of its own. One that throws ends as
 * {@link DrainOutcome#FAILED}, one that is still running when its phase is over is
 * interrupted and ends as {@link DrainOutcome#TIMED_OUT}; the drain goes on without it
 * either way.
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
	 * Returns the unique name, in kebab-case, that status, logs and {@link #after()} use.
	 * @return for example {@code redis-locks}
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
	 * @return their names, or {@link #ALL_OTHERS}; a name that does not exist or a cycle
	 * fails start-up
	 */
	default Set<String> after() {
		return Set.of();
	}

	/**
	 * Does the work and returns before {@link DrainContext#remaining()} is used up.
	 * @param context what is known about this drain
	 * @return how it went
	 * @throws InterruptedException if the phase has ended while this waited
	 * @throws Exception if it could not be done
	 */
	DrainResult drain(DrainContext context) throws Exception;

	/**
	 * Returns how much time this participant of the back half would need now for what is
	 * open. The rest of the reserve is available to requests and to beans that Spring
	 * stops. Called often, by a thread of its own; without an answer within 100 ms, the
	 * whole reserve is kept.
	 * @return the time, zero if nothing is open; {@code null} if it is not known: the
	 * floor of its phase counts then
	 */
	default @Nullable Duration needs() {
		return null;
	}

	/**
	 * Whether this participant waits for the requests in flight, as Spring Boot's
	 * graceful shutdown of the web server does. Spring does not wait for them a second
	 * time then.
	 * @return {@code true} if it does; asked once, when the application starts
	 */
	default boolean awaitsRequests() {
		return false;
	}

	/**
	 * Undoes what {@link #drain} did, when a drain for maintenance is resumed. Only
	 * phases of the front half can be undone. May be called while {@code drain} has not
	 * ended yet, if that does not heed its interrupt.
	 */
	default void resume() {
	}

}
