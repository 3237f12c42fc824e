/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Kept connections to one port, as a client's pool has them: each is used in turn, the
 * longest idle first, and one that the other side has closed meanwhile is noticed before
 * it is used. May be used by any thread.
 *
 * @since 0.1.0
 */
public final class ConnectionPool implements AutoCloseable {

	private final int port;

	private final int size;

	private final Duration timeout;

	private final ConcurrentLinkedDeque<HttpConnection> idle = new ConcurrentLinkedDeque<>();

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicLong opened = new AtomicLong();

	/**
	 * Makes a pool, without opening any connection.
	 * @param port a port of this machine
	 * @param size how many connections are kept; more are opened when all are in use, and
	 * closed after it
	 * @param timeout how long to wait for a connection and for each read
	 */
	public ConnectionPool(int port, int size, Duration timeout) {
		this.port = port;
		this.size = size;
		this.timeout = timeout;
	}

	/**
	 * Takes a connection, which has to be released or dropped.
	 * @return an idle connection, or a new one
	 * @throws IOException if a new one is refused or times out
	 */
	public HttpConnection take() throws IOException {
		while (this.open.get() >= this.size) {
			HttpConnection connection = this.idle.poll();
			if (connection == null) {
				break;
			}
			if (!connection.closedByPeer()) {
				return connection;
			}
			drop(connection);
		}
		HttpConnection connection = HttpConnection.open(this.port, this.timeout, null);
		this.open.incrementAndGet();
		this.opened.incrementAndGet();
		return connection;
	}

	/**
	 * Keeps a connection for the next request.
	 * @param connection a connection that was taken
	 */
	public void release(HttpConnection connection) {
		if (this.open.get() > this.size) {
			drop(connection);
		}
		else {
			this.idle.add(connection);
		}
	}

	/**
	 * Closes a connection that cannot be used again.
	 * @param connection a connection that was taken
	 */
	public void drop(HttpConnection connection) {
		this.open.decrementAndGet();
		connection.close();
	}

	/**
	 * Returns how many connections were opened so far.
	 * @return a number from 0
	 */
	public long opened() {
		return this.opened.get();
	}

	@Override
	public void close() {
		for (HttpConnection connection = this.idle.poll(); connection != null; connection = this.idle.poll()) {
			drop(connection);
		}
	}

}
