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
	 * Returns the number of a connection's session, as the driver knows it. Must not ask
	 * the server, and may be called by any thread.
	 * @param connection a connection, possibly wrapped by a pool
	 * @return the number, or {@code null} if the driver does not tell it
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
	 * @param side a connection of no pool
	 * @param ages how old the session of each number is at least
	 * @return those that exist
	 * @throws SQLException if the database cannot be asked
	 */
	Collection<DatabaseSession> find(Connection side, Map<Long, Duration> ages) throws SQLException;

	/**
	 * Sets whatever is to be set for a session. Called once, before a transaction has
	 * begun, if nothing between the application and the server hides it.
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
	 * Whether the driver knows that no transaction is open. Must not ask the server;
	 * called by the thread that uses the connection.
	 * @param connection the driver's connection, without automatic commit
	 * @return {@code false} if a transaction may be open
	 * @throws SQLException if that cannot be told
	 */
	default boolean isIdle(Connection connection) throws SQLException {
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
	 * @param minimumAge how old the transaction of a session has to be, where that can be
	 * asked; any age if zero
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

}
