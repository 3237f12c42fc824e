/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the server has taken from its connections and not yet counted.
 */
interface ServerQueue {

	/**
	 * A server that does not tell, and may be busy with the end of an answer or an error
	 * page at any time.
	 */
	ServerQueue UNKNOWN = new ServerQueue() {

		@Override
		public long waiting() {
			return 0;
		}

		@Override
		public boolean busy() {
			return true;
		}

	};

	/**
	 * Returns the queue of the server that serves the application, out of several that
	 * could.
	 */
	static ServerQueue of(List<ServerQueue> servers) {
		return new ServerQueue() {

			private ServerQueue present() {
				return servers.stream().filter(ServerQueue::isPresent).findFirst().orElse(UNKNOWN);
			}

			@Override
			public long waiting() {
				return present().waiting();
			}

			@Override
			public boolean busy() {
				return present().busy();
			}

			@Override
			public boolean guesses() {
				return present().guesses();
			}

			@Override
			public long toRequestNanos() {
				return present().toRequestNanos();
			}

			@Override
			public void close() {
				present().close();
			}

		};
	}

	/** Whether this is the server that serves the application. */
	default boolean isPresent() {
		return true;
	}

	/**
	 * Returns how many connections wait for a thread.
	 * @return their number
	 */
	long waiting();

	/**
	 * Whether any thread works on a connection, and not for a request that is counted.
	 * @return {@code true} if one does, or if it is not known
	 */
	boolean busy();

	/**
	 * Whether it may be busy for longer than {@link #toRequestNanos()} with a request
	 * that is not counted.
	 * @return {@code false} if what arrives is certainly counted by then
	 */
	default boolean guesses() {
		return true;
	}

	/**
	 * Returns how long a thread may work on a connection before it is taken to have other
	 * business than to bring a request. The least that is safe where it is not known what
	 * threads do.
	 * @return nanoseconds; {@link Long#MAX_VALUE} where being busy has no other meaning
	 */
	default long toRequestNanos() {
		return TimeUnit.MILLISECONDS.toNanos(20);
	}

	/** Nothing is accepted any more: connections without a request can end. */
	default void close() {
	}

}
