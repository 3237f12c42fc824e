/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Work of a server that is not counted as a request: connections that wait for a thread,
 * and threads that have just taken one. By default, nothing is known of it.
 */
interface ServerQueue {

	/** A server that may be busy at any time. */
	ServerQueue UNKNOWN = new ServerQueue() {
	};

	/** Returns the queue of the server that serves the application. */
	static ServerQueue of(List<ServerQueue> servers) {
		return servers.stream().filter(ServerQueue::isPresent).findFirst().orElse(UNKNOWN);
	}

	/** Whether this is the server that serves the application. */
	default boolean isPresent() {
		return true;
	}

	/** Returns how many connections wait for a thread. */
	default long waiting() {
		return 0;
	}

	/**
	 * Whether any thread works on a connection and not for a request that is counted, or
	 * may do so.
	 */
	default boolean busy() {
		return true;
	}

	/**
	 * Whether it may be busy for longer than {@link #toRequestNanos()} with a request
	 * that is not counted.
	 */
	default boolean guesses() {
		return true;
	}

	/**
	 * Returns how long a thread may work on a connection before it is taken to have other
	 * business than to bring a request; {@link Long#MAX_VALUE} if it has no other.
	 */
	default long toRequestNanos() {
		return TimeUnit.MILLISECONDS.toNanos(20);
	}

	/** Nothing is accepted any more: connections without a request can end. */
	default void close() {
	}

}
