/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.lang.StackWalker.StackFrame;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

import org.apache.tomcat.jdbc.pool.DataSource;
import org.h2.jdbc.JdbcConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.AbstractDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A pool that does not roll back what is returned to it.
 */
class TomcatPoolTests extends PoolContract {

	@Override
	Pool.Provider provider() {
		return TomcatPool::observe;
	}

	@Override
	javax.sql.DataSource create(String url, String username, String password, String validationQuery) {
		DataSource pool = new ClosingDataSource();
		pool.setUrl(url);
		pool.setUsername(username);
		pool.setPassword(password);
		pool.setDriverClassName("org.h2.Driver");
		pool.setInitialSize(0);
		pool.setMinIdle(0);
		pool.setMaxActive(2);
		pool.setValidationQuery(validationQuery);
		pool.setTestOnBorrow(true);
		pool.setValidationInterval(0);
		pool.setDefaultAutoCommit(true);
		pool.setJdbcInterceptors("ConnectionState");
		return pool;
	}

	/** Its {@code close} is not that of {@link AutoCloseable}. */
	private static final class ClosingDataSource extends DataSource implements AutoCloseable {

	}

	@Override
	int size(javax.sql.DataSource pool) {
		return ((DataSource) pool).getSize();
	}

	@Override
	int limit(javax.sql.DataSource pool) {
		return ((DataSource) pool).getMaxActive();
	}

	@Test
	void theConnectionOfTheDriverIsBehindTheObservedOne() throws SQLException {
		try (Connection connection = this.pool.getConnection()) {
			assertThat(connection.isWrapperFor(JdbcConnection.class)).isFalse();
			assertThat(connection.unwrap(Connection.class).unwrap(JdbcConnection.class)).isNotNull();
		}
	}

	/** Tomcat's pool, as an application would support it. */
	private record TomcatPool(DataSource pool) implements Pool {

		private static final String PACKAGE = "org.apache.tomcat.jdbc.pool.";

		static @Nullable Pool observe(String name, javax.sql.DataSource dataSource, Observer observer) {
			if (!(dataSource instanceof DataSource pool) || pool.getSize() > 0) {
				return null;
			}
			pool.setDataSource(new AbstractDataSource() {

				@Override
				public Connection getConnection() throws SQLException {
					return getConnection(pool.getUsername(), pool.getPoolProperties().getPassword());
				}

				@Override
				public Connection getConnection(String username, String password) throws SQLException {
					return observer.opened(DriverManager.getConnection(pool.getUrl(), username, password));
				}

			});
			return new TomcatPool(pool);
		}

		@Override
		public boolean isCalling(String method) {
			return StackWalker.getInstance()
				.walk((frames) -> frames.map(StackFrame::getClassName)
					.filter((caller) -> caller.startsWith(PACKAGE))
					.findFirst()
					.filter((caller) -> caller.equals(PACKAGE + "PooledConnection")
							|| caller.equals(PACKAGE + "ConnectionPool"))
					.isPresent());
		}

		@Override
		public void evictIdle() {
			this.pool.purge();
		}

		@Override
		public void grow() {
			this.pool.setMaxActive(this.pool.getMaxActive() + 1);
		}

	}

}
