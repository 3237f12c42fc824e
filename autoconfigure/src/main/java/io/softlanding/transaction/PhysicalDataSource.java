/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Data source of one HikariCP pool, which opens the same connections as without
 * Softlanding, but observed.
 */
final class PhysicalDataSource extends DelegatingDataSource {

	private final HikariPool pool;

	/** Whether another pool may have copied it from the configuration of its own. */
	private final boolean shared;

	PhysicalDataSource(HikariPool pool, boolean shared) {
		this.pool = pool;
		this.shared = shared;
	}

	HikariPool pool() {
		return this.pool;
	}

	@Override
	public DataSource getTargetDataSource() {
		return this.pool.target();
	}

	@Override
	public Connection getConnection() throws SQLException {
		return this.pool.open(this.shared, DataSource::getConnection);
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return this.pool.open(this.shared, (target) -> target.getConnection(username, password));
	}

	/** The first call of a pool that starts. */
	@Override
	public void setLoginTimeout(int seconds) throws SQLException {
		if (this.pool.isOwn(this.shared)) {
			this.pool.starting();
			this.pool.target().setLoginTimeout(seconds);
		}
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
