/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * Work that Spring Boot lets end before the web server closes its port, such as messages
 * and calls of gRPC servers: it may call its own service. Where there is a web server,
 * every bean of this type is asked at the end of phase QUIET_PERIOD of a drain that
 * cannot be undone.
 *
 * @since 0.1
 */
public interface EndsBeforePort {

	/**
	 * Returns what the work is called in results.
	 * @return a plural, such as {@code messages}
	 */
	String description();

	/**
	 * Accepts no more work. Does not wait for what was accepted.
	 * @param timeout how long the call may take at most
	 */
	void closeIntake(Duration timeout);

	/**
	 * Whether all work that was accepted has ended. Work that does not end by itself, or
	 * of which nothing is known for some time, counts as ended. Returns at once; asked
	 * again and again by one thread.
	 * @param except threads whose work is left out
	 * @return {@code false} if the port is still needed
	 */
	boolean hasEnded(Predicate<Thread> except);

}
