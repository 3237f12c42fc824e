package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.WeakHashMap;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data source whose connections are known while they are in use.
 */
final class TrackedDataSource {

	private static final Logger logger = LoggerFactory.getLogger(TrackedDataSource.class);

	private final String name;

	private final DataSource target;

	private final OpenTransactions transactions;

	private final List<DatabaseDialect> dialects;

	private final @Nullable Pool pool;

	/**
	 * By the driver's connection, as long as that lives; empty where it cannot be told.
	 */
	private final Map<Connection, Optional<DatabaseSession>> sessions = Collections
		.synchronizedMap(new WeakHashMap<>());

	private volatile @Nullable Optional<DatabaseDialect> dialect;

	TrackedDataSource(String name, DataSource target, OpenTransactions transactions, List<DatabaseDialect> dialects,
			List<Pool> pools) {
		this.name = name;
		this.target = target;
		this.transactions = transactions;
		this.dialects = dialects;
		this.pool = pools.stream().filter((pool) -> pool.supports(target)).findFirst().orElse(null);
	}

	/** Says in one line what the pool's configuration lacks, if anything. */
	void advise() {
		List<String> advice = (this.pool != null) ? this.pool.advice(this.target) : List.of();
		if (!advice.isEmpty()) {
			logger.info("The pool '{}' has {}: a connection that is lost or never comes back goes unnoticed", this.name,
					String.join(", ", advice));
		}
	}

	/**
	 * Tracks a connection until it is closed.
	 * @param connection what the data source has given out
	 * @return what is given to the caller; the same one if it is tracked already, by the
	 * data source behind this one
	 * @throws SQLException if the connection is broken
	 */
	Connection track(Connection connection) throws SQLException {
		if (connection instanceof TrackedConnection) {
			return connection;
		}
		TrackedConnection tracked = new TrackedConnection(connection, this, this.transactions,
				session(connection).orElse(null));
		this.transactions.add(tracked);
		return tracked;
	}

	private Optional<DatabaseSession> session(Connection connection) {
		try {
			DatabaseDialect dialect = dialect(connection);
			if (dialect == null) {
				return Optional.empty();
			}
			Connection physical = dialect.physical(connection);
			Optional<DatabaseSession> known = this.sessions.get(physical);
			if (known == null || known.isPresent() && !dialect.isStill(physical, known.get())) {
				known = Optional.ofNullable(identify(dialect, physical));
				this.sessions.put(physical, known);
			}
			return known;
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("The session of a connection of '{}' cannot be told", this.name, ex);
			return Optional.empty();
		}
	}

	private static @Nullable DatabaseSession identify(DatabaseDialect dialect, Connection physical)
			throws SQLException {
		DatabaseSession session = null;
		try {
			session = dialect.identify(physical);
			if (session != null && session.trusted()) {
				dialect.prepare(physical);
			}
			if (!physical.getAutoCommit()) {
				physical.commit();
			}
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("A database does not tell its session, or does not set it up", ex);
			if (!physical.getAutoCommit()) {
				physical.rollback();
			}
		}
		return session;
	}

	private @Nullable DatabaseDialect dialect(Connection connection) throws SQLException {
		Optional<DatabaseDialect> dialect = this.dialect;
		if (dialect == null) {
			String product = connection.getMetaData().getDatabaseProductName();
			dialect = this.dialects.stream().filter((candidate) -> candidate.supports(product)).findFirst();
			this.dialect = dialect;
		}
		return dialect.orElse(null);
	}

	/**
	 * Returns the dialect of the database, once a connection was in use.
	 * @return the dialect, or {@code null} if there is none for this database
	 */
	@Nullable DatabaseDialect dialect() {
		Optional<DatabaseDialect> dialect = this.dialect;
		return (dialect != null) ? dialect.orElse(null) : null;
	}

	boolean isFailed(Connection connection) {
		DatabaseDialect dialect = dialect();
		try {
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
		return SideConnection.open(this.target, (dialect != null) ? dialect.timeouts(timeout) : new Properties());
	}

	/**
	 * Closes idle connections, and those in use as they come back, where there is a pool.
	 */
	void evictIdle() {
		Pool pool = this.pool;
		try {
			if (pool != null) {
				pool.evictIdle(this.target);
			}
		}
		catch (RuntimeException ex) {
			logger.debug("Idle connections of '{}' could not be closed", this.name, ex);
		}
	}

	void evict(Connection connection) {
		Pool pool = this.pool;
		if (pool != null) {
			pool.evict(this.target, connection);
		}
	}

	/**
	 * Whether what is open on a connection that is closed is rolled back, and not
	 * committed.
	 * @return {@code true} if the pool is known for it
	 */
	boolean rollsBackOnClose() {
		return this.pool != null;
	}

	String name() {
		return this.name;
	}

	DataSource target() {
		return this.target;
	}

}
