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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

/**
 * MySQL and MariaDB. They do not tell when a session began. A server is known by its name
 * and the user, who sees only the user's own sessions; a session by its number, which a
 * server does not use twice before it is started again, and by the client's port.
 *
 * <p>
 * To end a session is a statement of its own, which takes nothing but a number: all
 * conditions are checked right before it.
 */
final class MySqlDialect implements DatabaseDialect {

	private static final String PORT = "CAST(SUBSTRING_INDEX(p.HOST, ':', -1) AS UNSIGNED)";

	private static final String SELF = "SELECT p.ID, CONCAT_WS(' ', @@hostname, @@port, p.USER)"
			+ " FROM information_schema.PROCESSLIST p WHERE p.ID = CONNECTION_ID()";

	private static final String FIND = "SELECT p.ID, " + PORT + " FROM information_schema.PROCESSLIST p"
			+ " JOIN information_schema.PROCESSLIST self ON self.ID = CONNECTION_ID() AND self.USER = p.USER"
			+ " WHERE p.ID = ?";

	private static final String OWN = FIND + " AND " + PORT + " = ?";

	/** Needs the privilege PROCESS. */
	private static final String OLDER = " AND EXISTS (SELECT * FROM information_schema.INNODB_TRX t"
			+ " WHERE t.trx_mysql_thread_id = p.ID AND t.trx_started <= NOW(6) - INTERVAL %d MICROSECOND)";

	private static final String RUNNING = " AND p.COMMAND <> 'Sleep'";

	/** A flag of the status that the server sends with each answer. */
	private static final int IN_TRANSACTION = 1;

	private static final int NO_SUCH_THREAD = 1094;

	private static final int NOT_OWNER = 1095;

	private static final int ACCESS_DENIED = 1227;

	private final TransactionProperties.Session session;

	MySqlDialect(TransactionProperties.Session session) {
		this.session = session;
	}

	/** What a connection is on its server. */
	private record Self(String server, long id) {
	}

	@Override
	public boolean supports(String product) {
		return product.equals("MySQL") || product.equals("MariaDB");
	}

	/** Also after the driver has connected anew, behind the same connection. */
	@Override
	public @Nullable Long number(Connection connection) throws SQLException {
		Long number = DriverSessionId.of(connection, "org.mariadb.jdbc.Connection", "getThreadId");
		return (number != null) ? number : DriverSessionId.of(connection, "com.mysql.cj.jdbc.JdbcConnection", "getId");
	}

	@Override
	public boolean isDirect(Connection connection) throws SQLException {
		return Objects.equals(number(connection), self(connection).id());
	}

	@Override
	public Collection<DatabaseSession> find(Connection side, Map<Long, Duration> ages) throws SQLException {
		String server = server(side);
		long uptimeSeconds = uptimeSeconds(side);
		List<DatabaseSession> found = new ArrayList<>();
		try (PreparedStatement statement = side.prepareStatement(FIND)) {
			for (Map.Entry<Long, Duration> wanted : ages.entrySet()) {
				// The numbers of another start of the server are those of others.
				if (wanted.getValue().toSeconds() <= uptimeSeconds) {
					statement.setLong(1, wanted.getKey());
					try (ResultSet row = statement.executeQuery()) {
						if (row.next()) {
							found.add(new DatabaseSession(server, row.getLong(1), row.getLong(2)));
						}
					}
				}
			}
		}
		return found;
	}

	private static Self self(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(SELF)) {
			if (!row.next()) {
				throw new SQLException("The server does not list this session");
			}
			return new Self(row.getString(2), row.getLong(1));
		}
	}

	private static long uptimeSeconds(Connection side) throws SQLException {
		try (Statement statement = side.createStatement();
				ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Uptime'")) {
			return row.next() ? row.getLong(2) : 0;
		}
	}

	@Override
	public void prepare(Connection connection) throws SQLException {
		Duration idle = this.session.idleTimeout();
		if (idle != null && connection.getMetaData().getDatabaseProductVersion().contains("MariaDB")) {
			try (Statement statement = connection.createStatement()) {
				statement
					.execute("SET SESSION idle_transaction_timeout = " + idle.plusSeconds(1).minusNanos(1).toSeconds());
			}
		}
	}

	@Override
	public boolean isIdle(Connection connection) throws SQLException {
		Long status = DriverSessionId.of(connection, "org.mariadb.jdbc.Connection", "getContext", "getServerStatus");
		status = (status != null) ? status : DriverSessionId.of(connection, "com.mysql.cj.jdbc.JdbcConnection",
				"getSession", "getServerSession", "getStatusFlags");
		return status != null && (status & IN_TRANSACTION) == 0;
	}

	@Override
	public Properties timeouts(Duration timeout) {
		String millis = String.valueOf(Math.max(1, timeout.toMillis()));
		Properties properties = new Properties();
		properties.setProperty("connectTimeout", millis);
		properties.setProperty("socketTimeout", millis);
		return properties;
	}

	@Override
	public boolean lacksPrivileges(SQLException failure) {
		return failure.getErrorCode() == NOT_OWNER || failure.getErrorCode() == ACCESS_DENIED;
	}

	@Override
	public String server(Connection side) throws SQLException {
		return self(side).server();
	}

	@Override
	public void cancel(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge) throws SQLException {
		kill(side, "KILL QUERY ", sessions, RUNNING + olderThan(minimumAge));
	}

	@Override
	public void terminate(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge)
			throws SQLException {
		kill(side, "KILL CONNECTION ", sessions, olderThan(minimumAge));
	}

	private static String olderThan(Duration age) {
		return age.isZero() ? "" : OLDER.formatted(age.toNanos() / 1000);
	}

	private static void kill(Connection side, String kill, Collection<DatabaseSession> sessions, String conditions)
			throws SQLException {
		try (PreparedStatement check = side.prepareStatement(OWN + conditions);
				Statement statement = side.createStatement()) {
			for (DatabaseSession session : sessions) {
				check.setLong(1, session.id());
				check.setLong(2, session.started());
				try (ResultSet row = check.executeQuery()) {
					if (row.next()) {
						kill(statement, kill + session.id());
					}
				}
			}
		}
	}

	private static void kill(Statement statement, String sql) throws SQLException {
		try {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			if (ex.getErrorCode() != NO_SUCH_THREAD) {
				throw ex;
			}
		}
	}

}
