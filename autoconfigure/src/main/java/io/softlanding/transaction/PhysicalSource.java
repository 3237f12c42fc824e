/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;

import javax.sql.DataSource;

/**
 * Data source of one pool, which opens the same connections as without Softlanding, but
 * observed.
 */
final class PhysicalSource implements DataSource {

	private final HikariPool pool;

	/**
	 * Whether it is in the configuration of the pool, where another pool can have copied
	 * it from.
	 */
	private final boolean shared;

	PhysicalSource(HikariPool pool, boolean shared) {
		this.pool = pool;
		this.shared = shared;
	}

	HikariPool pool() {
		return this.pool;
	}

	private boolean isOwn() {
		return !this.shared || this.pool.isStarting();
	}

	@Override
	public Connection getConnection() throws SQLException {
		return isOwn() ? this.pool.opened(this.pool.current().getConnection())
				: this.pool.openedForCopy(DataSource::getConnection);
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return isOwn() ? this.pool.opened(this.pool.current().getConnection(username, password))
				: this.pool.openedForCopy((target) -> target.getConnection(username, password));
	}

	/** The first call of a pool that starts. */
	@Override
	public void setLoginTimeout(int seconds) throws SQLException {
		if (isOwn()) {
			this.pool.starting().setLoginTimeout(seconds);
		}
	}

	/** How long the pool waits for connections that are being opened when it closes. */
	@Override
	public int getLoginTimeout() throws SQLException {
		return this.pool.target().getLoginTimeout();
	}

	@Override
	public PrintWriter getLogWriter() throws SQLException {
		return this.pool.target().getLogWriter();
	}

	@Override
	public void setLogWriter(PrintWriter writer) throws SQLException {
		this.pool.target().setLogWriter(writer);
	}

	@Override
	public Logger getParentLogger() throws SQLFeatureNotSupportedException {
		return this.pool.target().getParentLogger();
	}

	@Override
	public <T> T unwrap(Class<T> type) throws SQLException {
		DataSource target = this.pool.target();
		return type.isInstance(target) ? type.cast(target) : target.unwrap(type);
	}

	@Override
	public boolean isWrapperFor(Class<?> type) throws SQLException {
		DataSource target = this.pool.target();
		return type.isInstance(target) || target.isWrapperFor(type);
	}

	@Override
	public String toString() {
		return this.pool.target().toString();
	}

}
