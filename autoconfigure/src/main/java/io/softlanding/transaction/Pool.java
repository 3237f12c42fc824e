package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * A connection pool whose physical connections are observed.
 */
interface Pool {

	/** Closes idle connections now, and those in use as they come back. */
	void evictIdle();

	/** Makes room for one connection more. */
	void grow();

	/**
	 * Opens a connection that does not belong to the pool, where the pool has no URL.
	 * @return a connection that the caller closes, or {@code null} if it has one
	 * @throws SQLException if the database does not give one
	 */
	@Nullable Connection openSide() throws SQLException;

	/** Whether its connections commit automatically, unless told otherwise. */
	boolean isAutoCommit();

	/** Whether it creates statements of its own. */
	boolean hasStatements();

	/** Whether it was the pool that called the connection, and not the owner. */
	boolean isCalling();

}
