package io.softlanding.transaction;

import java.sql.Connection;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;

/**
 * HikariCP, which rolls back what is open on a connection that is closed.
 */
final class HikariPool implements Pool {

	@Override
	public boolean supports(DataSource dataSource) {
		return dataSource instanceof HikariDataSource;
	}

	@Override
	public void evictIdle(DataSource dataSource) {
		HikariDataSource hikari = (HikariDataSource) dataSource;
		HikariPoolMXBean pool = hikari.getHikariPoolMXBean();
		if (pool != null && !hikari.isClosed()) {
			// Or it would open as many again at once.
			hikari.setMinimumIdle(0);
			pool.softEvictConnections();
		}
	}

	@Override
	public void evict(DataSource dataSource, Connection connection) {
		((HikariDataSource) dataSource).evictConnection(connection);
	}

}
