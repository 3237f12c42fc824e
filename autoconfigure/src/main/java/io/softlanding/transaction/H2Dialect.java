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

import org.jspecify.annotations.Nullable;

/**
 * H2, whose driver does nothing when a connection is aborted: only a session of the same
 * database can end another one, and it needs administrative rights for that.
 */
final class H2Dialect implements DatabaseDialect {

	/** A database in memory without a name: each connection has one of its own. */
	private static final String PRIVATE = "jdbc:h2:mem:";

	private static final String STARTED = "DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00', SESSION_START)";

	private static final String FIND = "SELECT SESSION_ID, " + STARTED
			+ " FROM INFORMATION_SCHEMA.SESSIONS WHERE SESSION_ID = ?"
			+ " AND SESSION_START <= DATEADD(MILLISECOND, ?, CURRENT_TIMESTAMP)";

	private static final int ADMIN_RIGHTS_REQUIRED = 90040;

	@Override
	public boolean supports(String product) {
		return product.equals("H2");
	}

	/** Only in the same process: a remote session has another number on its server. */
	@Override
	public @Nullable Long number(Connection connection) throws SQLException {
		return DriverSessionId.of(connection, "org.h2.jdbc.JdbcConnection", "getSession", "getId");
	}

	@Override
	public boolean isDirect(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("SELECT SESSION_ID()")) {
			return row.next() && !server(connection).equals(PRIVATE)
					&& Objects.equals(number(connection), row.getLong(1));
		}
	}

	@Override
	public Collection<DatabaseSession> find(Connection side, Map<Long, Duration> ages) throws SQLException {
		checkAdministrator(side);
		List<DatabaseSession> found = new ArrayList<>();
		try (PreparedStatement statement = side.prepareStatement(FIND)) {
			for (Map.Entry<Long, Duration> wanted : ages.entrySet()) {
				statement.setLong(1, wanted.getKey());
				statement.setLong(2, -wanted.getValue().toMillis());
				try (ResultSet row = statement.executeQuery()) {
					if (row.next()) {
						found.add(new DatabaseSession(server(side), row.getLong(1), row.getLong(2)));
					}
				}
			}
		}
		return found;
	}

	@Override
	public boolean lacksPrivileges(SQLException failure) {
		return failure.getErrorCode() == ADMIN_RIGHTS_REQUIRED;
	}

	@Override
	public String server(Connection side) throws SQLException {
		return side.getMetaData().getURL();
	}

	@Override
	public void cancel(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge) throws SQLException {
		call(side, "CANCEL_SESSION", sessions);
	}

	@Override
	public void terminate(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge)
			throws SQLException {
		call(side, "ABORT_SESSION", sessions);
	}

	/** How old a transaction is cannot be asked. */
	private static void call(Connection side, String function, Collection<DatabaseSession> sessions)
			throws SQLException {
		try (PreparedStatement statement = side.prepareStatement("SELECT " + function
				+ "(SESSION_ID) FROM INFORMATION_SCHEMA.SESSIONS WHERE SESSION_ID = ? AND " + STARTED + " = ?")) {
			for (DatabaseSession session : sessions) {
				statement.setLong(1, session.id());
				statement.setLong(2, session.started());
				statement.execute();
			}
		}
	}

	/** Others do not see a session, which is no proof that it is not there. */
	private static void checkAdministrator(Connection side) throws SQLException {
		try (Statement statement = side.createStatement();
				ResultSet row = statement
					.executeQuery("SELECT IS_ADMIN FROM INFORMATION_SCHEMA.USERS WHERE USER_NAME = CURRENT_USER")) {
			if (!row.next() || !row.getBoolean(1)) {
				throw new SQLException("Only administrators see the sessions of others", "90040",
						ADMIN_RIGHTS_REQUIRED);
			}
		}
	}

}
