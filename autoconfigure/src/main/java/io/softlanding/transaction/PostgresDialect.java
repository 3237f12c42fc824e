/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * PostgreSQL. A server is known by the time it was started, a session by its process id
 * and the time it began; all conditions are part of the statement that acts.
 */
final class PostgresDialect implements DatabaseDialect {

	private static final String STARTED = "(extract(epoch from a.backend_start) * 1000000)::bigint";

	private static final String SERVER = "(extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint::text";

	/** Also one of another role, whose start cannot be seen. */
	private static final String FIND = "SELECT a.pid, coalesce(" + STARTED + ", 0), " + SERVER
			+ " FROM pg_stat_activity a JOIN unnest(?::int[], ?::bigint[]) AS s(pid, age) ON a.pid = s.pid"
			+ " AND (a.backend_start IS NULL OR a.backend_start <= clock_timestamp() - s.age * interval '1 microsecond')";

	private static final String OWN = " FROM pg_stat_activity a JOIN unnest(?::int[], ?::bigint[]) AS s(pid, started)"
			+ " ON a.pid = s.pid AND " + STARTED + " = s.started WHERE a.usename = session_user";

	/** The first version that knows {@code transaction_timeout}. */
	private static final int TRANSACTION_TIMEOUT_SINCE = 17;

	private final TransactionProperties.Session session;

	PostgresDialect(TransactionProperties.Session session) {
		this.session = session;
	}

	@Override
	public boolean supports(String product) {
		return product.equals("PostgreSQL");
	}

	@Override
	public @Nullable Long number(Connection connection) throws SQLException {
		return (long) connection.unwrap(PGConnection.class).getBackendPID();
	}

	@Override
	public boolean isDirect(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
			return row.next() && Objects.equals(number(connection), row.getLong(1));
		}
	}

	@Override
	public Collection<DatabaseSession> find(Connection side, Map<Long, Duration> ages) throws SQLException {
		List<DatabaseSession> found = new ArrayList<>();
		List<Map.Entry<Long, Duration>> wanted = List.copyOf(ages.entrySet());
		try (PreparedStatement statement = side.prepareStatement(FIND)) {
			statement.setArray(1, side.createArrayOf("int", wanted.stream().map(Map.Entry::getKey).toArray()));
			statement.setArray(2, side.createArrayOf("bigint",
					wanted.stream().map((entry) -> entry.getValue().toNanos() / 1000).toArray()));
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					found.add(new DatabaseSession(rows.getString(3), rows.getLong(1), rows.getLong(2)));
				}
			}
		}
		return found;
	}

	@Override
	public void prepare(Connection connection) throws SQLException {
		Map<String, String> settings = new LinkedHashMap<>();
		if (this.session.idleTimeout() != null) {
			settings.put("idle_in_transaction_session_timeout", String.valueOf(this.session.idleTimeout().toMillis()));
		}
		if (this.session.transactionTimeout() != null
				&& connection.getMetaData().getDatabaseMajorVersion() >= TRANSACTION_TIMEOUT_SINCE) {
			settings.put("transaction_timeout", String.valueOf(this.session.transactionTimeout().toMillis()));
		}
		if (this.session.applicationName() != null) {
			settings.put("application_name", this.session.applicationName());
		}
		if (settings.isEmpty()) {
			return;
		}
		try (PreparedStatement statement = connection.prepareStatement("SELECT set_config(?, ?, false)")) {
			for (Map.Entry<String, String> setting : settings.entrySet()) {
				statement.setString(1, setting.getKey());
				statement.setString(2, setting.getValue());
				statement.execute();
			}
		}
	}

	@Override
	public boolean isFailed(Connection connection) throws SQLException {
		return connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.FAILED;
	}

	@Override
	public boolean isIdle(Connection connection) throws SQLException {
		return connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.IDLE;
	}

	@Override
	public Properties timeouts(Duration timeout) {
		String seconds = String.valueOf(Math.max(1, timeout.toSeconds()));
		Properties properties = new Properties();
		properties.setProperty("connectTimeout", seconds);
		properties.setProperty("socketTimeout", seconds);
		properties.setProperty("ApplicationName", "softlanding");
		return properties;
	}

	@Override
	public String server(Connection side) throws SQLException {
		try (Statement statement = side.createStatement(); ResultSet row = statement.executeQuery("SELECT " + SERVER)) {
			row.next();
			return row.getString(1);
		}
	}

	@Override
	public void cancel(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge) throws SQLException {
		select(side, "SELECT a.pid, pg_cancel_backend(a.pid)" + OWN + " AND a.state = 'active'"
				+ olderThan(side, minimumAge), sessions);
	}

	@Override
	public void terminate(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge)
			throws SQLException {
		select(side, "SELECT a.pid, pg_terminate_backend(a.pid)" + OWN + olderThan(side, minimumAge), sessions);
	}

	/**
	 * The age is that of the moment of the call: a transaction that begins while this
	 * statement is on its way must not meet the condition.
	 */
	private static String olderThan(Connection side, Duration age) throws SQLException {
		if (age.isZero()) {
			return "";
		}
		long start = System.nanoTime();
		try (Statement statement = side.createStatement();
				ResultSet row = statement
					.executeQuery("SELECT (extract(epoch from clock_timestamp()) * 1000000)::bigint")) {
			row.next();
			long micros = row.getLong(1) - (age.toNanos() + System.nanoTime() - start) / 1000;
			return " AND extract(epoch from a.xact_start) * 1000000 <= " + micros;
		}
	}

	private static void select(Connection side, String sql, Collection<DatabaseSession> sessions) throws SQLException {
		try (PreparedStatement statement = side.prepareStatement(sql)) {
			statement.setArray(1, side.createArrayOf("int", sessions.stream().map(DatabaseSession::id).toArray()));
			statement.setArray(2,
					side.createArrayOf("bigint", sessions.stream().map(DatabaseSession::started).toArray()));
			statement.execute();
		}
	}

}
