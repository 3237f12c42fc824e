/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

/**
 * Strategy for finding and ending the sessions of one kind of database. Beans of this
 * type are called in their order, those of Softlanding last. Can be used by several
 * threads.
 *
 * <p>
 * Without a dialect, a transaction can still be cancelled and its connection aborted, but
 * its outcome is unknown.
 *
 * @since 0.1
 */
public interface DatabaseDialect {

	/**
	 * Whether this dialect supports a database.
	 * @param product the product name that the driver reports
	 * @return {@code true} if the database is supported
	 */
	boolean supports(String product);

	/**
	 * Returns the number of a connection's session, as the driver knows it. Must not ask
	 * the server, and may be called by any thread.
	 * @param connection a connection, possibly wrapped by a pool
	 * @return the number, or {@code null} if the driver does not provide it
	 * @throws SQLException if the connection is broken
	 */
	@Nullable Long number(Connection connection) throws SQLException;

	/**
	 * Whether the server itself answers on a connection, so that the numbers that the
	 * driver knows are those of the server. A proxy such as pgbouncer hides them, and may
	 * change the server's session with each transaction.
	 * @param connection a connection on which no transaction is open
	 * @return {@code true} if sessions can be found by their number
	 * @throws SQLException if the database cannot be asked
	 */
	boolean isDirect(Connection connection) throws SQLException;

	/**
	 * Finds sessions by their numbers. Must not find one that is younger.
	 * @param side a connection that does not belong to a pool
	 * @param ages the minimum age of the session of each number
	 * @return the sessions that exist
	 * @throws SQLException if the database cannot be asked
	 */
	Collection<DatabaseSession> find(Connection side, Map<Long, Duration> ages) throws SQLException;

	/**
	 * Configures a session. Called once, before a transaction has begun, if no proxy
	 * hides the session of the server.
	 * @param connection the driver's connection
	 * @throws SQLException if the session cannot be configured
	 */
	default void prepare(Connection connection) throws SQLException {
	}

	/**
	 * Whether the database will roll back the transaction at its commit, without an error
	 * of the driver.
	 * @param connection the driver's connection
	 * @return {@code true} if the transaction has already failed
	 * @throws SQLException if the state is not known
	 */
	default boolean isFailed(Connection connection) throws SQLException {
		return false;
	}

	/**
	 * Whether the driver knows that no transaction is open. Must not ask the server;
	 * called by the thread that uses the connection.
	 * @param connection the driver's connection, without automatic commit
	 * @return {@code false} if a transaction may be open
	 * @throws SQLException if the state is not known
	 */
	default boolean isIdle(Connection connection) throws SQLException {
		return false;
	}

	/**
	 * Returns driver properties that limit each wait of a connection.
	 * @param timeout the maximum time to wait
	 * @return the properties
	 */
	default Properties timeouts(Duration timeout) {
		return new Properties();
	}

	/**
	 * Whether a failure is due to missing privileges of the database user.
	 * @param failure the exception of the driver
	 * @return {@code true} if privileges are missing
	 */
	default boolean lacksPrivileges(SQLException failure) {
		// "Insufficient privilege"
		return "42501".equals(failure.getSQLState());
	}

	/**
	 * Returns the identity of the server that answers on a connection.
	 * @param side a connection that does not belong to a pool
	 * @return the identity, which is also {@link DatabaseSession#server()} of the
	 * server's sessions
	 * @throws SQLException if the server cannot be asked
	 */
	String server(Connection side) throws SQLException;

	/**
	 * Cancels the running statements of sessions. Has no effect on a session without one.
	 * @param side a connection that does not belong to a pool
	 * @param sessions the sessions, all of that server
	 * @param minimumAge the minimum age of the transaction of a session, where the server
	 * provides it; zero for any age
	 * @throws SQLException if the statements cannot be cancelled
	 */
	void cancel(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge) throws SQLException;

	/**
	 * Ends sessions. Has no effect on a session that does not exist any more, even if
	 * another session has its number.
	 * @param side a connection that does not belong to a pool
	 * @param sessions the sessions, all of that server
	 * @param minimumAge the minimum age of the transaction of a session; zero to end a
	 * session without a transaction too
	 * @throws SQLException if the sessions cannot be ended
	 */
	void terminate(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge) throws SQLException;

}
