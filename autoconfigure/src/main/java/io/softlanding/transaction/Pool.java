/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/**
 * A connection pool whose physical connections are observed, so that a drain also sees
 * and ends JDBC work outside of Spring's transactions. HikariCP is supported out of the
 * box; a bean of type {@link Provider} adds another pool.
 *
 * <p>
 * Methods may be called by any thread. All of them have a default that is safe: a pool
 * that does nothing but observe is still an improvement.
 *
 * @since 0.1
 */
public interface Pool {

	/**
	 * Whether the pool itself, rather than the code that has borrowed the connection,
	 * calls a method of an observed connection. Called on the thread of that call, inside
	 * the call. An implementation usually looks at the calling classes with a
	 * {@link StackWalker}. Softlanding asks only where it matters:
	 * <ul>
	 * <li>when a statement is created on a connection that is not in use yet: a
	 * validation query of the pool is no use of the connection;
	 * <li>when warnings are cleared: if the pool does so, the connection has been
	 * returned (see {@link Observer#returned});
	 * <li>when auto-commit is switched on while a transaction is open: the pool resets
	 * the connection, and does not commit.
	 * </ul>
	 * @param method the name of the method of {@link Connection}, for example
	 * {@code clearWarnings}
	 * @return {@code true} if the pool calls on its own account
	 */
	boolean isCalling(String method);

	/**
	 * Whether a borrowed connection is in auto-commit mode unless the borrower changes
	 * it.
	 * @return {@code true} by default
	 */
	default boolean isAutoCommit() {
		return true;
	}

	/**
	 * Closes idle connections, and those in use once they are returned. Called when a
	 * drain begins to end transactions by force; connections may still be borrowed
	 * afterwards.
	 */
	default void evictIdle() {
	}

	/**
	 * Makes room for one connection more. Called after a connection was aborted whose
	 * borrower has not returned it, so that the rest of the shutdown finds a connection.
	 */
	default void grow() {
	}

	/**
	 * Opens a connection to the same database that does not belong to the pool and that
	 * nothing observes. Softlanding closes it. May block until the driver gives up.
	 * @return a connection in auto-commit mode; {@code null}, the default, to let
	 * Softlanding open one by the {@code url}, {@code username} and {@code password} (or
	 * similar) properties of the data source
	 * @throws SQLException if the database refuses the connection
	 */
	default @Nullable Connection openSide() throws SQLException {
		return null;
	}

	/**
	 * Recognises pools of one kind and has their connections observed. All beans of this
	 * type are asked in their order, the one for HikariCP last unless it is ordered
	 * otherwise. They are created with the first data source and must not depend on one.
	 */
	@FunctionalInterface
	interface Provider {

		/**
		 * Has the connections of a data source observed, if it is a pool of this kind
		 * that has not opened connections yet. Called once for each data source, before
		 * its initialization methods. The data source stays what it is: an implementation
		 * uses a hook of the pool, such as a driver, a connection factory or an
		 * interceptor, and passes each new physical connection through
		 * {@link Observer#opened}.
		 * @param name the name of the bean
		 * @param dataSource the data source
		 * @param observer observes the connections of this data source
		 * @return the pool, or {@code null} to leave the data source alone
		 */
		@Nullable Pool observe(String name, DataSource dataSource, Observer observer);

	}

	/**
	 * Observes the connections of one pool. Implemented by Softlanding.
	 */
	interface Observer {

		/**
		 * Observes a physical connection that the driver has just opened.
		 * @param connection the driver's connection; closed if this method fails
		 * @return the connection that the pool has to use instead of it
		 * @throws SQLException if the connection is broken
		 */
		Connection opened(Connection connection) throws SQLException;

		/**
		 * Notes that a connection has been returned. Called by pools that do not clear
		 * the warnings of a connection when it is returned, as the last thing before
		 * another thread may borrow it.
		 * @param connection what {@link #opened} has returned
		 * @throws SQLException if the pool must close the connection instead of lending
		 * it again
		 */
		void returned(Connection connection) throws SQLException;

	}

}
