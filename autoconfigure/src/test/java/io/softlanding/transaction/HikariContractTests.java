/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

/**
 * {@link HikariPool} is a pool like others.
 */
class HikariContractTests extends PoolContract {

	@Override
	Pool.Provider provider() {
		return HikariPool::observe;
	}

	@Override
	DataSource create(String url, String username, String password, String validationQuery) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(url);
		pool.setUsername(username);
		pool.setPassword(password);
		pool.setMaximumPoolSize(2);
		pool.setConnectionTestQuery(validationQuery);
		return pool;
	}

	@Override
	int size(DataSource pool) {
		return ((HikariDataSource) pool).getHikariPoolMXBean().getTotalConnections();
	}

	@Override
	int limit(DataSource pool) {
		return ((HikariDataSource) pool).getMaximumPoolSize();
	}

}
