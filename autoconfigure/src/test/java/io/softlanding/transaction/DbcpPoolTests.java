/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import javax.sql.DataSource;

import io.softlanding.docs.DbcpPool;
import org.apache.commons.dbcp2.BasicDataSource;

/**
 * Tests for {@link DbcpPool}, a pool that an application supplies.
 */
class DbcpPoolTests extends PoolContract {

	@Override
	Pool.Provider provider() {
		return DbcpPool::observe;
	}

	@Override
	DataSource create(String url, String username, String password, String validationQuery) {
		BasicDataSource pool = new BasicDataSource();
		pool.setUrl(url);
		pool.setUsername(username);
		pool.setPassword(password);
		pool.setMaxTotal(2);
		pool.setValidationQuery(validationQuery);
		return pool;
	}

	@Override
	int size(DataSource pool) {
		BasicDataSource dbcp = (BasicDataSource) pool;
		return dbcp.getNumActive() + dbcp.getNumIdle();
	}

	@Override
	int limit(DataSource pool) {
		return ((BasicDataSource) pool).getMaxTotal();
	}

}
