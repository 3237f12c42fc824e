/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Predicate;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.util.DriverDataSource;
import com.zaxxer.hikari.util.PropertyElf;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * What is known of an observed pool. A {@link PhysicalSource} takes its place in the
 * configuration before the pool starts, and leaves it when the pool has taken it.
 */
final class HikariPool {

	private static final @Nullable Field FIELD = field();

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

	/** Opens a connection of a data source. */
	interface Opener {

		Connection open(DataSource target) throws SQLException;

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

	private volatile DataSource target;

	private volatile boolean settled;

	private HikariPool(String name, HikariDataSource pool, OpenTransactions transactions, Dialects dialects) {
		this.pool = pool;
		this.transactions = transactions;
		this.configured = pool.getDataSource();
		this.className = pool.getDataSourceClassName();
		this.address = Address.of(pool, this.className);
		this.target = (this.configured != null) ? this.configured : this.address.open(pool);
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
		if (!known || className != null && className.contains("Mysql") || configured instanceof PhysicalSource
				|| pool.getHikariPoolMXBean() != null || pool.isClosed() || !isSettling(pool)) {
			return;
		}
		HikariPool observed;
		try {
			observed = new HikariPool(name, pool, transactions, dialects);
			pool.setDataSourceClassName(null);
			pool.setDataSource(new PhysicalSource(observed, true));
		}
		catch (RuntimeException ex) {
			// The pool says itself what is wrong when it starts, or it is sealed.
			return;
		}
		transactions.add(observed.source);
	}

	/**
	 * Restores a pool that has got its configuration from an observed one.
	 * @param pool a pool
	 */
	static void restore(HikariDataSource pool) {
		if (pool.getHikariPoolMXBean() == null && !pool.isClosed()
				&& pool.getDataSource() instanceof PhysicalSource source && source.pool().pool != pool) {
			pool.setDataSource(source.pool().configured);
			if (pool.getDataSourceClassName() == null) {
				pool.setDataSourceClassName(source.pool().className);
			}
		}
	}

	/** The field that a pool keeps its data source in. */
	private static @Nullable Field field() {
		try {
			Field field = ReflectionUtils.findField(com.zaxxer.hikari.pool.HikariPool.class, "dataSource",
					DataSource.class);
			if (field != null && !Modifier.isFinal(field.getModifiers())) {
				field.setAccessible(true);
				return field;
			}
		}
		catch (RuntimeException | LinkageError ex) {
			// Then no pool is observed.
		}
		return null;
	}

	/** Whether its first connection is opened by the thread that starts it. */
	private static boolean isSettling(HikariDataSource pool) {
		return FIELD != null && pool.getInitializationFailTimeout() >= 0
				&& !Boolean.getBoolean("com.zaxxer.hikari.blockUntilFilled");
	}

	/**
	 * Whether the calling thread starts the pool: a copy of its configuration does not.
	 */
	boolean isStarting() {
		return Thread.holdsLock(this.pool) && this.pool.getHikariPoolMXBean() == null;
	}

	/** Called when the pool, which is not sealed yet, has read its configuration. */
	DataSource starting() {
		DataSource current = current();
		if (this.pool.getInitializationFailTimeout() < 0) {
			// It is sealed before the first connection.
			take();
		}
		return current;
	}

	/** Follows what is configured until the pool has taken it. */
	synchronized DataSource current() {
		if (!this.taken && this.configured == null) {
			Address now = Address.of(this.pool, this.className);
			if (!now.equals(this.address)) {
				this.address = now;
				this.target = now.open(this.pool);
			}
		}
		return this.target;
	}

	DataSource target() {
		return this.target;
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

	/**
	 * Replaces what the running pool has taken from its configuration, so that each later
	 * call of it comes from a pool with a copy.
	 * @return whether that had been done before
	 */
	boolean settle() {
		if (this.settled) {
			return true;
		}
		HikariPoolMXBean running = this.pool.getHikariPoolMXBean();
		if (running != null && FIELD != null) {
			ReflectionUtils.setField(FIELD, running, new PhysicalSource(this, false));
			this.settled = true;
		}
		return false;
	}

	Connection opened(Connection connection) throws SQLException {
		Connection observed = this.source.opened(connection, this.transactions);
		take();
		return observed;
	}

	/**
	 * Opens a connection for a pool with a copy of the configuration, or for this one
	 * before it is settled, which then tries again.
	 */
	Connection openedForCopy(Opener opener) throws SQLException {
		boolean copy = settle() || this.pool.getHikariPoolMXBean() == null;
		if (this.configured == null) {
			// The copy can have another URL, which is not known here.
			throw new SQLException(("The configuration of '%s' was copied before its pool started. "
					+ "Add '%s' to softlanding.transaction.excluded-data-sources.")
				.formatted(this.source.name(), this.source.name()));
		}
		Connection connection = opener.open(this.configured);
		return copy ? connection : opened(connection);
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
		return (username != null) ? this.target.getConnection(username, this.pool.getPassword())
				: this.target.getConnection();
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
		return isCalledBy((frame) -> frame.getClassName().endsWith(".PoolBase"));
	}

	/** Whether the owner returns the connection, which it does by closing the proxy. */
	boolean isReturning() {
		return isCalledBy(
				(frame) -> frame.getMethodName().equals("close") && frame.getClassName().endsWith(".ProxyConnection"));
	}

	private static boolean isCalledBy(Predicate<StackFrame> caller) {
		return StackWalker.getInstance()
			.walk((frames) -> frames.filter((frame) -> frame.getClassName().startsWith("com.zaxxer.hikari.pool."))
				.findFirst()
				.filter(caller)
				.isPresent());
	}

}
