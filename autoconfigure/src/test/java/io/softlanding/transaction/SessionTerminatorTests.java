/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.softlanding.time.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionTerminator}, in a time of its own.
 */
@Timeout(60)
class SessionTerminatorTests {

	private static final String URL = "jdbc:h2:mem:terminator;DB_CLOSE_DELAY=-1";

	/** A minute passes at once. */
	@Test
	void aSessionThatDoesNotEndIsGivenUpAtTheDeadline() throws Exception {
		ManualClock clock = new ManualClock();
		SimpleDriverDataSource database = new SimpleDriverDataSource(new org.h2.Driver(), URL, "sa", "");
		Dialects dialects = new Dialects(() -> List.of(new Immortal()), false);
		OpenTransactions transactions = new OpenTransactions(clock, () -> null);
		TrackedDataSource source = new TrackedDataSource("db", database, transactions, dialects);
		source.observe(List.<Pool.Provider>of((name, dataSource, observer) -> (method) -> false).stream());
		try (Connection connection = source.opened(database.getConnection())) {
			connection.createStatement();
			List<ObservedConnection> used = List.copyOf(transactions.connections());
			used.forEach(ObservedConnection::number);
			long start = clock.nanoTime();
			SessionTerminator.Result result = new SessionTerminator(source, clock,
					start + Duration.ofMinutes(1).toNanos())
				.end(used, false);
			assertThat(result.gone()).isEmpty();
			assertThat(result.problem()).isEqualTo("the deadline has passed");
			assertThat(clock.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofMinutes(1).toNanos());
		}
	}

	/** A database whose sessions cannot be ended. */
	private static final class Immortal extends DelegatingDialect {

		Immortal() {
			super(new H2Dialect());
		}

		@Override
		public Collection<DatabaseSession> find(Connection side, Map<Long, Duration> ages) {
			return ages.keySet().stream().map((id) -> new DatabaseSession("server", id, 1)).toList();
		}

		@Override
		public String server(Connection side) {
			return "server";
		}

		@Override
		public void cancel(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge) {
		}

		@Override
		public void terminate(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge) {
		}

	}

}
