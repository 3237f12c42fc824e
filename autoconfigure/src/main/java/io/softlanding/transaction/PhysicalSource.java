package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Data source of one pool, which opens the same connections as without Softlanding, but
 * observed.
 */
final class PhysicalSource extends AbstractDataSource {

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
