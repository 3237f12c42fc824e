/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import java.lang.StackWalker.StackFrame;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.logging.Logger;

import javax.sql.DataSource;

import io.softlanding.transaction.Pool;
import org.apache.commons.dbcp2.BasicDataSource;
import org.jspecify.annotations.Nullable;

/**
 * Apache Commons DBCP 2, as an application would support it.
 */
public final class DbcpPool implements Pool {

	private static final String PACKAGE = "org.apache.commons.dbcp2.";

	private final BasicDataSource pool;

	private DbcpPool(BasicDataSource pool) {
		this.pool = pool;
	}

	public static @Nullable Pool observe(String name, DataSource dataSource, Pool.Observer observer) {
		if (!(dataSource instanceof BasicDataSource pool) || pool.getUrl() == null
				|| pool.getNumActive() + pool.getNumIdle() > 0) {
			return null;
		}
		try {
			pool.setDriver(new ObservedDriver(DriverManager.getDriver(pool.getUrl()), observer));
		}
		catch (SQLException ex) {
			// The pool says what is wrong when it starts.
			return null;
		}
		return new DbcpPool(pool);
	}

	/** Borrowers call through connections that delegate, the pool does not. */
	@Override
	public boolean isCalling(String method) {
		return StackWalker.getInstance()
			.walk((frames) -> frames.map(StackFrame::getClassName)
				.filter((caller) -> caller.startsWith(PACKAGE) && !caller.equals(PACKAGE + "DelegatingConnection"))
				.findFirst()
				.filter((caller) -> caller.startsWith(PACKAGE + "PoolableConnection"))
				.isPresent());
	}

	@Override
	public boolean isAutoCommit() {
		return !Boolean.FALSE.equals(this.pool.getDefaultAutoCommit());
	}

	@Override
	public void evictIdle() {
		this.pool.setMinIdle(0);
		this.pool.setMaxIdle(0);
		this.pool.setSoftMinEvictableIdle(Duration.ofNanos(1));
		this.pool.setNumTestsPerEvictionRun(-1);
		try {
			this.pool.evict();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void grow() {
		this.pool.setMaxTotal(this.pool.getMaxTotal() + 1);
	}

	/** Opens connections that are observed. */
	private record ObservedDriver(Driver driver, Pool.Observer observer) implements Driver {

		@Override
		public @Nullable Connection connect(String url, Properties properties) throws SQLException {
			Connection connection = this.driver.connect(url, properties);
			return (connection != null) ? this.observer.opened(connection) : null;
		}

		@Override
		public boolean acceptsURL(String url) throws SQLException {
			return this.driver.acceptsURL(url);
		}

		@Override
		public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) throws SQLException {
			return this.driver.getPropertyInfo(url, properties);
		}

		@Override
		public int getMajorVersion() {
			return this.driver.getMajorVersion();
		}

		@Override
		public int getMinorVersion() {
			return this.driver.getMinorVersion();
		}

		@Override
		public boolean jdbcCompliant() {
			return this.driver.jdbcCompliant();
		}

		@Override
		public Logger getParentLogger() throws java.sql.SQLFeatureNotSupportedException {
			return this.driver.getParentLogger();
		}

	}

}
