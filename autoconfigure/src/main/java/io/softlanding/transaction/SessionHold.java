/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Sessions whose owners wait before they move on, so that what is sent to a session hits
 * the transaction that it is meant for.
 */
final class SessionHold implements AutoCloseable {

	private final List<ObservedConnection> held = new ArrayList<>();

	/**
	 * Holds the connections of transactions that can still be cancelled.
	 * @param transactions transactions
	 * @param which a further condition
	 */
	SessionHold(Collection<OpenTransaction> transactions, Predicate<OpenTransaction> which) {
		for (OpenTransaction transaction : transactions) {
			ObservedConnection connection = transaction.connection();
			if (connection != null && connection
				.hold(() -> connection.isInUse() && transaction.isCancellable() && which.test(transaction))) {
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

	List<DatabaseSession> sessions() {
		return this.held.stream().map(ObservedConnection::session).filter(Objects::nonNull).toList();
	}

	@Override
	public void close() {
		this.held.forEach(ObservedConnection::release);
	}

}
