/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data source, and what is known of its database.
 */
final class TrackedDataSource implements Pool.Observer {

	private static final Logger logger = LoggerFactory.getLogger(TrackedDataSource.class);

	private final String name;

	private final @Nullable DataSource target;

	private final OpenTransactions transactions;

	private final Dialects dialects;

	/** The pool whose connections are observed; {@code null} if none are. */
	private volatile @Nullable Pool pool;

	private volatile @Nullable Optional<DatabaseDialect> dialect;

	TrackedDataSource(String name, @Nullable DataSource target, OpenTransactions transactions, Dialects dialects) {
		this.name = name;
		this.target = target;
		this.transactions = transactions;
		this.dialects = dialects;
	}

	/**
	 * Observes the connections of the data source, if it is a pool that one of the
	 * providers knows.
	 */
	void observe(Stream<Pool.Provider> providers) {
		DataSource target = this.target;
		if (target == null) {
			return;
		}
		this.pool = providers.map((provider) -> provider.observe(this.name, target, this))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		if (this.pool != null) {
			this.transactions.add(this);
		}
	}

	@Override
	public Connection opened(Connection connection) throws SQLException {
		Pool pool = this.pool;
		if (pool == null) {
			return connection;
		}
		try {
			if (this.dialects.prepare()) {
				prepare(connection);
			}
			TrackedConnection tracked = new TrackedConnection(connection, this, pool, this.transactions);
			Connection observed = ConnectionProxy.of(connection, tracked, pool, this.transactions);
			this.transactions.add(tracked);
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

	@Override
	public void returned(Connection connection) throws SQLException {
		ConnectionProxy.returned(connection);
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
	 * Returns the dialect of the database, or {@code null} if there is none for it.
	 * @param connection a connection to the database
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

	/** Returns the dialect once a connection was asked for its database. */
	@Nullable DatabaseDialect dialect() {
		Optional<DatabaseDialect> dialect = this.dialect;
		return (dialect != null) ? dialect.orElse(null) : null;
	}

	/**
	 * Opens a connection to the same database that does not come from the pool, or
	 * returns {@code null} if it is not known how. Can block for as long as the driver
	 * tries.
	 * @param timeout how long the driver may wait, as far as it can be limited
	 */
	@Nullable Connection openSide(Duration timeout) throws SQLException {
		Pool pool = this.pool;
		Connection side = (pool != null) ? pool.openSide() : null;
		if (side == null && this.target != null) {
			DatabaseDialect dialect = dialect();
			side = UnpooledConnections.open(this.target,
					(dialect != null) ? dialect.timeouts(timeout) : new Properties());
		}
		if (side != null) {
			UnpooledConnections.limit(side, timeout);
		}
		return side;
	}

	/**
	 * Returns the one of the data sources behind this one that connects to a URL. Where a
	 * connection of a routing data source comes from is not known otherwise.
	 * @param url the URL of a connection, or {@code null} if it does not tell
	 * @return a data source, without a way to open side connections if there is none
	 */
	TrackedDataSource at(@Nullable String url) {
		List<DataSource> sources = (this.target != null) ? DataSources.behind(this.target) : List.of();
		DataSource source = sources.stream()
			.filter((each) -> url != null && UnpooledConnections.hasUrl(each, url))
			.findFirst()
			.orElse(null);
		return new TrackedDataSource(this.name, source, this.transactions, this.dialects);
	}

	/** Whether its connections come from a data source, as far as that is known. */
	boolean isFrom(DataSource dataSource) {
		return this.target != null
				&& (this.target == dataSource || DataSources.behind(this.target).contains(dataSource));
	}

	/**
	 * Changes the pool, if there is one; a pool that cannot be changed is left as it is.
	 */
	void change(Consumer<Pool> change) {
		Pool pool = this.pool;
		try {
			if (pool != null) {
				change.accept(pool);
			}
		}
		catch (RuntimeException ex) {
			logger.debug("The pool '{}' could not be changed", this.name, ex);
		}
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
