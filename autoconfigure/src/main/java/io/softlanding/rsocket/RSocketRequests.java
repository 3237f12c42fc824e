/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rsocket;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

import io.softlanding.time.NanoClock;

/**
 * The connections and the requests in flight of the RSocket servers of one context. Any
 * thread may use it.
 */
final class RSocketRequests {

	private final NanoClock clock;

	private final Set<Interaction> active = ConcurrentHashMap.newKeySet();

	private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

	private final LongAdder ended = new LongAdder();

	private final LongAdder cancelled = new LongAdder();

	private final LongAdder lost = new LongAdder();

	private final LongAdder endedStreams = new LongAdder();

	private volatile boolean ending;

	RSocketRequests(NanoClock clock) {
		this.clock = clock;
	}

	void connected(Connection connection) {
		this.connections.add(connection);
		if (this.ending) {
			// It has come between the two.
			connection.end();
		}
	}

	void disconnected(Connection connection) {
		this.connections.remove(connection);
	}

	void begun(Interaction interaction) {
		this.active.add(interaction);
	}

	void ended(Interaction interaction, boolean cancelled) {
		(cancelled ? this.cancelled : this.ended).increment();
		this.active.remove(interaction);
	}

	/** A request without an answer has come too late to be handled. */
	void lost() {
		this.lost.increment();
	}

	/** Refuses connections, and closes those without a request in flight. */
	void end() {
		this.ending = true;
		this.connections.forEach(Connection::end);
	}

	boolean ending() {
		return this.ending;
	}

	void refuse() {
		this.connections.forEach(Connection::refuse);
	}

	/** Closes the connections that are left. */
	void close() {
		this.connections.forEach(Connection::close);
	}

	/** Ends a stream in the name of the drain. */
	boolean endStream(Interaction stream) {
		if (!stream.end(Connection.endOfStream())) {
			return false;
		}
		this.endedStreams.increment();
		return true;
	}

	int connections() {
		return this.connections.size();
	}

	int active() {
		return this.active.size();
	}

	long ended() {
		return this.ended.sum();
	}

	/** Returns how many requests clients have cancelled or left. */
	long cancelled() {
		return this.cancelled.sum();
	}

	/** Returns how many requests without an answer came too late. */
	long lostRequests() {
		return this.lost.sum();
	}

	long endedStreams() {
		return this.endedStreams.sum();
	}

	boolean isActive(Predicate<Interaction> which) {
		return this.active.stream().anyMatch(which);
	}

	/** Those that have run longest come first. */
	List<Interaction> oldest(Predicate<Interaction> which) {
		long now = now();
		return this.active.stream()
			.filter(which)
			.sorted(Comparator.comparingLong((Interaction one) -> one.startNanos() - now))
			.toList();
	}

	long now() {
		return this.clock.nanoTime();
	}

}
