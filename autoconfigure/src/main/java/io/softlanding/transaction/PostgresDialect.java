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

	private static final String SESSIONS = " FROM pg_stat_activity a JOIN unnest(?::int[], ?::bigint[]) AS s(pid, started)"
			+ " ON a.pid = s.pid";

	private static final String OWN = SESSIONS + " AND " + STARTED + " = s.started WHERE a.usename = session_user";

	/** The start of another role's session cannot be seen: it may be the one. */
	private static final String ALIVE = SESSIONS + " AND (a.backend_start IS NULL OR " + STARTED + " = s.started)";

	private final SessionLimits limits;

	PostgresDialect(SessionLimits limits) {
		this.limits = limits;
	}

	@Override
	public boolean supports(String product) {
		return product.equals("PostgreSQL");
	}

	@Override
	public Connection physical(Connection connection) throws SQLException {
		return connection.unwrap(BaseConnection.class);
	}

	@Override
	public @Nullable DatabaseSession identify(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("SELECT a.pid, " + STARTED + ", " + server()
						+ " FROM pg_stat_activity a WHERE a.pid = pg_backend_pid()")) {
			if (!row.next()) {
				return null;
			}
			long pid = row.getLong(1);
			// A proxy such as pgbouncer tells the driver another number than the server
			// has, and may change the server's session with each transaction.
			boolean trusted = connection.unwrap(PGConnection.class).getBackendPID() == pid;
			return new DatabaseSession(row.getString(3), pid, row.getLong(2), trusted);
		}
	}

	@Override
	public void prepare(Connection connection) throws SQLException {
		Map<String, String> settings = this.limits.settings(connection.getMetaData().getDatabaseMajorVersion());
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

	private static String server() {
		return "(extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint::text";
	}

	@Override
	public boolean isFailed(Connection connection) throws SQLException {
		return connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.FAILED;
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
		try (Statement statement = side.createStatement();
				ResultSet row = statement.executeQuery("SELECT " + server())) {
			row.next();
			return row.getString(1);
		}
	}

	@Override
	public void cancel(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge) throws SQLException {
		select(side, "SELECT a.pid, pg_cancel_backend(a.pid)" + OWN + " AND a.state = 'active'" + olderThan(minimumAge),
				sessions);
	}

	@Override
	public void terminate(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge)
			throws SQLException {
		select(side, "SELECT a.pid, pg_terminate_backend(a.pid)" + OWN + olderThan(minimumAge), sessions);
	}

	private static String olderThan(Duration age) {
		return age.isZero() ? ""
				: " AND a.xact_start <= clock_timestamp() - interval '%d milliseconds'".formatted(age.toMillis());
	}

	@Override
	public Collection<DatabaseSession> alive(Connection side, Collection<DatabaseSession> sessions)
			throws SQLException {
		List<Long> alive = select(side, "SELECT a.pid" + ALIVE, sessions);
		return sessions.stream().filter((session) -> alive.contains(session.id())).toList();
	}

	private static List<Long> select(Connection side, String sql, Collection<DatabaseSession> sessions)
			throws SQLException {
		try (PreparedStatement statement = side.prepareStatement(sql)) {
			statement.setArray(1, side.createArrayOf("int", sessions.stream().map(DatabaseSession::id).toArray()));
			statement.setArray(2,
					side.createArrayOf("bigint", sessions.stream().map(DatabaseSession::started).toArray()));
			List<Long> pids = new ArrayList<>();
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					pids.add(rows.getLong(1));
				}
			}
			return pids;
		}
	}

}
