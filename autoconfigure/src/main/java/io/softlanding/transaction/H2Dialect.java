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

import org.jspecify.annotations.Nullable;

/**
 * H2, whose driver does nothing when a connection is aborted: only a session of the same
 * database can end another one, and it needs administrative rights for that.
 */
final class H2Dialect implements DatabaseDialect {

	/** A database in memory without a name: whoever connects gets one of his own. */
	private static final String PRIVATE = "jdbc:h2:mem:";

	private static final String STARTED = "DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00', SESSION_START)";

	private static final String SELECT = "SELECT SESSION_ID FROM INFORMATION_SCHEMA.SESSIONS WHERE SESSION_ID = ? AND "
			+ STARTED + " = ?";

	private static final int ADMIN_RIGHTS_REQUIRED = 90040;

	@Override
	public boolean supports(String product) {
		return product.equals("H2");
	}

	@Override
	public @Nullable DatabaseSession identify(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("SELECT SESSION_ID, " + STARTED
						+ " FROM INFORMATION_SCHEMA.SESSIONS WHERE SESSION_ID = SESSION_ID()")) {
			if (!row.next()) {
				return null;
			}
			String server = server(connection);
			return new DatabaseSession(server, row.getLong(1), row.getLong(2), !server.equals(PRIVATE));
		}
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
		call(side, "CALL CANCEL_SESSION(?)", sessions);
	}

	@Override
	public void terminate(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge)
			throws SQLException {
		call(side, "CALL ABORT_SESSION(?)", sessions);
	}

	/**
	 * Checks right before it acts: numbers are given again soon. How old a transaction is
	 * cannot be asked.
	 */
	private void call(Connection side, String sql, Collection<DatabaseSession> sessions) throws SQLException {
		try (PreparedStatement statement = side.prepareStatement(sql)) {
			for (DatabaseSession session : alive(side, sessions)) {
				statement.setLong(1, session.id());
				statement.execute();
			}
		}
	}

	@Override
	public Collection<DatabaseSession> alive(Connection side, Collection<DatabaseSession> sessions)
			throws SQLException {
		if (!isAdministrator(side)) {
			throw new SQLException("Only administrators see the sessions of others", "90040", ADMIN_RIGHTS_REQUIRED);
		}
		List<DatabaseSession> alive = new ArrayList<>();
		try (PreparedStatement statement = side.prepareStatement(SELECT)) {
			for (DatabaseSession session : sessions) {
				statement.setLong(1, session.id());
				statement.setLong(2, session.started());
				try (ResultSet row = statement.executeQuery()) {
					if (row.next()) {
						alive.add(session);
					}
				}
			}
		}
		return alive;
	}

	/** Whoever does not see a session has no proof that it is not there. */
	private static boolean isAdministrator(Connection side) throws SQLException {
		try (Statement statement = side.createStatement();
				ResultSet row = statement
					.executeQuery("SELECT IS_ADMIN FROM INFORMATION_SCHEMA.USERS WHERE USER_NAME = CURRENT_USER")) {
			return row.next() && row.getBoolean(1);
		}
	}

}
