package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

/**
 * A driver for MySQL or MariaDB, which knows the number that it was told when it
 * connected.
 *
 * @param <C> what a connection of this driver is
 * @param type what a connection of this driver is
 * @param number tells the number, without asking the server
 */
record MySqlDriver<C extends Connection>(Class<C> type, ToLongFunction<C> number) {

	/**
	 * Returns the number of a connection's session, as the driver knows it.
	 * @param connection the driver's connection
	 * @return the number, or {@code null} if it is a connection of another driver
	 * @throws SQLException if the connection is broken
	 */
	@Nullable Long numberOf(Connection connection) throws SQLException {
		return connection.isWrapperFor(this.type) ? this.number.applyAsLong(connection.unwrap(this.type)) : null;
	}

}
