/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Sessions whose owners wait before they move on, so that what is sent to a session meets
 * the transaction that it is meant for.
 */
final class SessionHold implements AutoCloseable {

	/** Sends something to sessions. */
	interface Sending {

		void send(List<DatabaseSession> sessions) throws SQLException;

	}

	private final List<ObservedConnection> held = new ArrayList<>();

	private boolean arrived = true;

	/** Holds the connections of those transactions that can still be cancelled. */
	SessionHold(Collection<OpenTransaction> transactions) {
		for (OpenTransaction transaction : transactions) {
			ObservedConnection connection = transaction.connection();
			if (connection != null && connection.hold(() -> connection.isInUse() && transaction.isCancellable())) {
				this.held.add(connection);
			}
		}
	}

	/**
	 * Splits transactions into those that are held at the same time: where each session
	 * takes a round trip, no owner waits for the round trips of others.
	 */
	static Collection<List<OpenTransaction>> parts(@Nullable DatabaseDialect dialect, List<OpenTransaction> all) {
		return (dialect instanceof PostgresDialect) ? List.of(all) : all.stream().map(List::of).toList();
	}

	/** Sends something to the sessions, and remembers whether it may still arrive. */
	void send(Sending sending) throws SQLException {
		List<DatabaseSession> sessions = this.held.stream()
			.map(ObservedConnection::session)
			.filter(Objects::nonNull)
			.toList();
		this.arrived = false;
		try {
			sending.send(sessions);
			this.arrived = true;
		}
		catch (SQLException ex) {
			this.arrived = CommitFailure.isAnswer(ex);
			throw ex;
		}
	}

	@Override
	public void close() {
		this.held.forEach((connection) -> connection.release(this.arrived));
	}

}
