package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

/**
 * What a drain needs to know of one kind of database. Beans of this type are asked in
 * their order, those of Softlanding last. Safe for use by several threads.
 *
 * <p>
 * Without a dialect a transaction can still be cancelled and its connection aborted; what
 * became of it is then unknown.
 *
 * @since 0.1
 */
public interface DatabaseDialect {

	/**
	 * Whether this is the dialect of a database.
	 * @param product the name that the driver reports
	 * @return {@code true} if it is
	 */
	boolean supports(String product);

	/**
	 * Returns the connection of the driver, which lives as long as its session.
	 * @param connection a connection of a pool
	 * @return the driver's connection
	 * @throws SQLException if the pool does not give it away
	 */
	default Connection physical(Connection connection) throws SQLException {
		return connection.unwrap(Connection.class);
	}

	/**
	 * Finds out which session a connection has. Called once for each connection of the
	 * driver, before a transaction has begun on it.
	 * @param connection the driver's connection
	 * @return the session, or {@code null} if it cannot be told
	 * @throws SQLException if the database cannot be asked
	 */
	@Nullable DatabaseSession identify(Connection connection) throws SQLException;

	/**
	 * Whether a connection of the driver still has the session that it had before. Called
	 * each time it leaves its pool; must not ask the server.
	 * @param connection the driver's connection
	 * @param session what {@link #identify} has found out
	 * @return {@code false} if the driver has connected anew
	 * @throws SQLException if that cannot be told
	 */
	default boolean isStill(Connection connection, DatabaseSession session) throws SQLException {
		return true;
	}

	/**
	 * Sets whatever is to be set for a session. Called once, before a transaction has
	 * begun, if the session was identified and is trusted.
	 * @param connection the driver's connection
	 * @throws SQLException if it could not be done
	 */
	default void prepare(Connection connection) throws SQLException {
	}

	/**
	 * Whether the database will answer a commit by a rollback, without an error of the
	 * driver.
	 * @param connection the driver's connection
	 * @return {@code true} if the transaction has failed already
	 * @throws SQLException if that cannot be told
	 */
	default boolean isFailed(Connection connection) throws SQLException {
		return false;
	}

	/**
	 * Returns properties for the driver that bound each wait of a connection.
	 * @param timeout how long to wait at most
	 * @return properties of the driver
	 */
	default Properties timeouts(Duration timeout) {
		return new Properties();
	}

	/**
	 * Whether the database's user may not do what was tried.
	 * @param failure what the driver has thrown
	 * @return {@code true} if privileges are missing
	 */
	default boolean lacksPrivileges(SQLException failure) {
		// "Insufficient privilege"
		return "42501".equals(failure.getSQLState());
	}

	/**
	 * Returns the identity of the server that answers on a connection.
	 * @param side a connection of no pool
	 * @return what {@link DatabaseSession#server()} is for its sessions
	 * @throws SQLException if it cannot be asked
	 */
	String server(Connection side) throws SQLException;

	/**
	 * Cancels the statements that run in sessions. A session without one is left alone.
	 * @param side a connection of no pool
	 * @param sessions the sessions, all of that server
	 * @param minimumAge how old the transaction of a session has to be; any age if zero
	 * @throws SQLException if it could not be done
	 */
	void cancel(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge) throws SQLException;

	/**
	 * Ends sessions. One that does not exist any more is left alone, also when another
	 * one has its number.
	 * @param side a connection of no pool
	 * @param sessions the sessions, all of that server
	 * @param minimumAge how old the transaction of a session has to be; if zero, it need
	 * not have one
	 * @throws SQLException if it could not be done
	 */
	void terminate(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge) throws SQLException;

	/**
	 * Returns which sessions still exist.
	 * @param side a connection of no pool
	 * @param sessions the sessions, all of that server
	 * @return those that exist
	 * @throws SQLException if the database cannot be asked
	 */
	Collection<DatabaseSession> alive(Connection side, Collection<DatabaseSession> sessions) throws SQLException;

}
