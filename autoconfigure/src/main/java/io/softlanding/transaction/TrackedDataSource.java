/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data source, and what is known of its database.
 */
final class TrackedDataSource {

	private static final Logger logger = LoggerFactory.getLogger(TrackedDataSource.class);

	/** Where a transaction without a connection is. */
	static final TrackedDataSource NONE = new TrackedDataSource("none", null, new Dialects(() -> List.of(), false),
			null);

	private final String name;

	private final @Nullable DataSource target;

	private final Dialects dialects;

	/** Where its connections are observed. */
	private final @Nullable HikariPool pool;

	private volatile @Nullable Optional<DatabaseDialect> dialect;

	TrackedDataSource(String name, @Nullable DataSource target, Dialects dialects, @Nullable HikariPool pool) {
		this.name = name;
		this.target = target;
		this.dialects = dialects;
		this.pool = pool;
	}

	/**
	 * Observes a connection that the driver has opened.
	 * @param connection the driver's connection, which is closed if this fails
	 * @param transactions where it is registered
	 * @return what the pool gets
	 * @throws SQLException if the connection is broken
	 */
	Connection opened(Connection connection, OpenTransactions transactions) throws SQLException {
		try {
			if (this.dialects.prepare()) {
				prepare(connection);
			}
			TrackedConnection tracked = new TrackedConnection(connection, this, transactions);
			Connection observed = ConnectionProxy.of(connection, tracked);
			transactions.add(tracked);
			return observed;
		}
		catch (SQLException | RuntimeException | Error ex) {
			try {
				connection.close();
			}
			catch (SQLException | RuntimeException closing) {
				ex.addSuppressed(closing);
			}
			throw ex;
		}
	}

	private void prepare(Connection connection) throws SQLException {
		try {
			DatabaseDialect dialect = dialect(connection);
			if (dialect != null && dialect.isDirect(connection)) {
				dialect.prepare(connection);
			}
			if (!connection.getAutoCommit()) {
				connection.commit();
			}
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("A session of '{}' was not set up", this.name, ex);
			if (!connection.getAutoCommit()) {
				connection.rollback();
			}
		}
	}

	/**
	 * Returns the dialect of the database.
	 * @param connection a connection to it
	 * @return the dialect, or {@code null} if there is none for this database
	 * @throws SQLException if the connection is broken
	 */
	@Nullable DatabaseDialect dialect(Connection connection) throws SQLException {
		Optional<DatabaseDialect> dialect = this.dialect;
		if (dialect == null) {
			String product = connection.getMetaData().getDatabaseProductName();
			dialect = Optional.ofNullable(this.dialects.find(product));
			this.dialect = dialect;
		}
		return dialect.orElse(null);
	}

	/**
	 * Returns the dialect of the database, once a connection has told it.
	 * @return the dialect, or {@code null} if there is none for this database
	 */
	@Nullable DatabaseDialect dialect() {
		Optional<DatabaseDialect> dialect = this.dialect;
		return (dialect != null) ? dialect.orElse(null) : null;
	}

	/** Whether no transaction is open on a connection, as far as its driver knows. */
	boolean isIdle(Connection connection) {
		try {
			DatabaseDialect dialect = dialect(connection);
			return dialect != null && dialect.isIdle(connection);
		}
		catch (SQLException | RuntimeException ex) {
			return false;
		}
	}

	boolean isFailed(Connection connection) {
		try {
			DatabaseDialect dialect = dialect(connection);
			return dialect != null && dialect.isFailed(connection);
		}
		catch (SQLException | RuntimeException ex) {
			return false;
		}
	}

	/**
	 * Opens a connection to the same database that does not come from the pool. Can block
	 * for the time that the driver needs to find that it gets none.
	 * @param timeout how long the driver may wait, where it can be told so
	 * @return a connection that the caller closes, or {@code null} if it is not known how
	 * to open one
	 * @throws SQLException if the database does not give one
	 */
	@Nullable Connection openSide(Duration timeout) throws SQLException {
		DatabaseDialect dialect = dialect();
		Properties timeouts = (dialect != null) ? dialect.timeouts(timeout) : new Properties();
		Connection side = (this.pool != null) ? this.pool.openSide() : null;
		side = (side == null && this.target != null) ? SideConnection.open(this.target, timeouts) : side;
		if (side != null) {
			limit(side, timeout);
		}
		return side;
	}

	/** Not every data source takes the driver's properties. */
	private static void limit(Connection side, Duration timeout) {
		try {
			side.setNetworkTimeout(Runnable::run, (int) Math.max(1, timeout.toMillis()));
		}
		catch (SQLException | RuntimeException | AbstractMethodError ex) {
			logger.debug("A driver waits for as long as it was told before", ex);
		}
	}

	/**
	 * Returns the data source behind this one that has a URL. Of what delegates and
	 * routes, it is not known otherwise where a connection comes from.
	 * @param url what the connection says, or {@code null} if it says nothing
	 * @return a data source; one without a way to open side connections if there is none
	 */
	TrackedDataSource at(@Nullable String url) {
		List<DataSource> sources = (this.target != null) ? DataSources.behind(this.target) : List.of();
		DataSource source = sources.stream()
			.filter((each) -> url != null && SideConnection.hasUrl(each, url))
			.findFirst()
			.orElse(null);
		return new TrackedDataSource(this.name, source, this.dialects, null);
	}

	/**
	 * Whether its connections come from a data source.
	 * @param dataSource a data source with connections of its own
	 * @return {@code false} also when that is not known
	 */
	boolean isFrom(DataSource dataSource) {
		return this.target != null
				&& (this.target == dataSource || DataSources.behind(this.target).contains(dataSource));
	}

	/** Closes idle connections, and those in use as they come back. */
	void evictIdle() {
		HikariPool pool = this.pool;
		try {
			if (pool != null) {
				pool.evictIdle();
			}
		}
		catch (RuntimeException ex) {
			logger.debug("Idle connections of '{}' could not be closed", this.name, ex);
		}
	}

	/** Makes what the pool has taken its own, once it has started. */
	void settle() {
		if (this.pool != null) {
			this.pool.settle();
		}
	}

	/** Makes room for a connection whose owner does not return it. */
	void grow() {
		HikariPool pool = this.pool;
		try {
			if (pool != null) {
				pool.grow();
			}
		}
		catch (RuntimeException ex) {
			logger.debug("'{}' could not be given room for another connection", this.name, ex);
		}
	}

	/** Whether the pool's connections commit automatically, unless told otherwise. */
	boolean isAutoCommit() {
		return this.pool == null || this.pool.isAutoCommit();
	}

	/** Whether the pool itself is about to create a statement. */
	boolean isStatementOfPool() {
		return this.pool != null && this.pool.hasStatements() && this.pool.isCalling();
	}

	/** Whether the pool has called, and not the owner of the connection. */
	boolean isCalledByPool() {
		return this.pool != null && this.pool.isCalling();
	}

	/** Whether the connection is being returned to the pool. */
	boolean isReturning() {
		return this.pool != null && this.pool.isReturning();
	}

	String name() {
		return this.name;
	}

	@Nullable DataSource target() {
		return this.target;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof TrackedDataSource source && this.target == source.target
				&& this.name.equals(source.name);
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this.target);
	}

}
