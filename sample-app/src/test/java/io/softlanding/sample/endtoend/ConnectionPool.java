/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Kept connections to one port, as a client's pool has them: each is used in turn, the
 * longest idle first, and one that the other side has closed meanwhile is noticed before
 * it is used.
 */
final class ConnectionPool implements AutoCloseable {

	private final int port;

	private final int size;

	private final Duration patience;

	private final ConcurrentLinkedDeque<HttpConnection> idle = new ConcurrentLinkedDeque<>();

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicLong opened = new AtomicLong();

	/**
	 * Makes a pool, without opening any connection.
	 * @param port a port of this machine
	 * @param size how many connections are kept; more are opened when all are in use, and
	 * closed after it
	 * @param patience how long to wait for a connection and for each read
	 */
	ConnectionPool(int port, int size, Duration patience) {
		this.port = port;
		this.size = size;
		this.patience = patience;
	}

	HttpConnection take() throws IOException {
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
		HttpConnection connection = HttpConnection.open(this.port, this.patience, null);
		this.open.incrementAndGet();
		this.opened.incrementAndGet();
		return connection;
	}

	void giveBack(HttpConnection connection) {
		if (this.open.get() > this.size) {
			drop(connection);
		}
		else {
			this.idle.add(connection);
		}
	}

	/** Closes a connection that cannot be used again. */
	void drop(HttpConnection connection) {
		this.open.decrementAndGet();
		connection.close();
	}

	/** How many connections were opened so far. */
	long opened() {
		return this.opened.get();
	}

	@Override
	public void close() {
		for (HttpConnection connection = this.idle.poll(); connection != null; connection = this.idle.poll()) {
			drop(connection);
		}
	}

}
