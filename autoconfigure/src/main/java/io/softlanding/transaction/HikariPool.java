package io.softlanding.transaction;

import java.lang.StackWalker.StackFrame;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.util.DriverDataSource;
import com.zaxxer.hikari.util.PropertyElf;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.util.ClassUtils;

/**
 * What HikariCP gets its physical connections from: the same as without this class, but
 * each of them is observed. It takes its place before the pool starts, and leaves the
 * configuration as it was when the pool has taken it.
 */
final class HikariPool extends DelegatingDataSource {

	/** What a connection is opened with; HikariCP reads it when the pool starts. */
	private record Address(@Nullable String className, @Nullable String url, @Nullable String driver,
			Properties properties) {

		static Address of(HikariDataSource pool, @Nullable String className) {
			Properties properties = new Properties();
			properties.putAll(pool.getDataSourceProperties());
			return new Address(className, pool.getJdbcUrl(), pool.getDriverClassName(), properties);
		}

		DataSource open(HikariDataSource pool) {
			if (this.className != null) {
				DataSource dataSource = (DataSource) BeanUtils
					.instantiateClass(ClassUtils.resolveClassName(this.className, null));
				PropertyElf.setTargetFromProperties(dataSource, this.properties);
				return dataSource;
			}
			return new DriverDataSource(Objects.requireNonNull(this.url), this.driver, this.properties,
					pool.getUsername(), pool.getPassword());
		}

	}

	private final HikariDataSource pool;

	private final OpenTransactions transactions;

	private final TrackedDataSource source;

	/** What was configured before, or {@code null}. */
	private final @Nullable DataSource configured;

	private final @Nullable String className;

	/** Guarded by this. */
	private Address address;

	/** Guarded by this. */
	private boolean taken;

	private HikariPool(String name, HikariDataSource pool, OpenTransactions transactions, Dialects dialects) {
		this.pool = pool;
		this.transactions = transactions;
		this.configured = pool.getDataSource();
		this.className = pool.getDataSourceClassName();
		this.address = Address.of(pool, this.className);
		super.setTargetDataSource((this.configured != null) ? this.configured : this.address.open(pool));
		this.source = new TrackedDataSource(name, pool, dialects, this);
	}

	/**
	 * Observes a pool, unless it has started or its configuration does not tell what it
	 * would connect to.
	 * @param name the name of the bean
	 * @param pool the pool
	 * @param transactions where its connections are registered
	 * @param dialects what is known of databases
	 */
	static void observe(String name, HikariDataSource pool, OpenTransactions transactions, Dialects dialects) {
		DataSource configured = pool.getDataSource();
		String className = (configured != null) ? configured.getClass().getName() : pool.getDataSourceClassName();
		boolean known = className != null || pool.getJdbcUrl() != null;
		// HikariCP treats a data source of MySQL's in its own way, by its class.
		if (!known || className != null && className.contains("Mysql") || configured instanceof HikariPool
				|| pool.getHikariPoolMXBean() != null || pool.isClosed()) {
			return;
		}
		HikariPool observed;
		try {
			observed = new HikariPool(name, pool, transactions, dialects);
			pool.setDataSourceClassName(null);
			pool.setDataSource(observed);
		}
		catch (RuntimeException ex) {
			// The pool says itself what is wrong when it starts, or it is sealed.
			return;
		}
		transactions.add(observed.source);
	}

	/** Follows what is configured until the pool has taken it. */
	private synchronized DataSource current() {
		if (!this.taken && this.configured == null) {
			Address now = Address.of(this.pool, this.className);
			if (!now.equals(this.address)) {
				this.address = now;
				setTargetDataSource(now.open(this.pool));
			}
		}
		return obtainTargetDataSource();
	}

	/** A pool that could not start tries again with what is configured then. */
	private synchronized void take() {
		if (this.taken) {
			return;
		}
		this.taken = true;
		try {
			this.pool.setDataSourceClassName(this.className);
			this.pool.setDataSource(this.configured);
		}
		catch (IllegalStateException ex) {
			// It started without a trial connection and is sealed: this stays there.
		}
	}

	private Connection opened(Connection connection) throws SQLException {
		Connection observed = this.source.opened(connection, this.transactions);
		take();
		return observed;
	}

	@Override
	public Connection getConnection() throws SQLException {
		return opened(current().getConnection());
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return opened(current().getConnection(username, password));
	}

	/** The first call of a pool that starts. */
	@Override
	public void setLoginTimeout(int seconds) throws SQLException {
		current().setLoginTimeout(seconds);
	}

	@Override
	public <T> T unwrap(Class<T> type) throws SQLException {
		DataSource target = obtainTargetDataSource();
		return type.isInstance(target) ? type.cast(target) : target.unwrap(type);
	}

	@Override
	public boolean isWrapperFor(Class<?> type) throws SQLException {
		return type.isInstance(obtainTargetDataSource()) || obtainTargetDataSource().isWrapperFor(type);
	}

	@Override
	public String toString() {
		return obtainTargetDataSource().toString();
	}

	/** Closes idle connections now, and those in use as they come back. */
	void evictIdle() {
		HikariPoolMXBean running = this.pool.getHikariPoolMXBean();
		if (running != null && !this.pool.isClosed()) {
			// Or it would open as many again at once.
			this.pool.setMinimumIdle(0);
			running.softEvictConnections();
		}
	}

	/** Makes room for one connection more. */
	void grow() {
		synchronized (this) {
			this.pool.setMaximumPoolSize(this.pool.getMaximumPoolSize() + 1);
		}
	}

	/** Opens a connection that does not belong to the pool, if it has no URL. */
	@Nullable Connection openSide() throws SQLException {
		if (this.pool.getJdbcUrl() != null && this.configured == null && this.className == null) {
			return null;
		}
		String username = this.pool.getUsername();
		return (username != null) ? obtainTargetDataSource().getConnection(username, this.pool.getPassword())
				: obtainTargetDataSource().getConnection();
	}

	/** Whether its connections commit automatically, unless told otherwise. */
	boolean isAutoCommit() {
		return this.pool.isAutoCommit();
	}

	/** Whether it creates statements of its own. */
	boolean hasStatements() {
		return this.pool.getConnectionTestQuery() != null || this.pool.getConnectionInitSql() != null;
	}

	/** Whether it was the pool that called: owners call through a proxy of its own. */
	boolean isCalling() {
		return StackWalker.getInstance()
			.walk((frames) -> frames.map(StackFrame::getClassName)
				.filter((name) -> name.startsWith("com.zaxxer.hikari.pool."))
				.findFirst()
				.filter((name) -> name.endsWith(".PoolBase"))
				.isPresent());
	}

}
