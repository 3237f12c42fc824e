package io.softlanding.transaction;

import java.sql.Connection;
import java.util.List;

import javax.sql.DataSource;

/**
 * What a connection pool can do for a drain.
 */
interface Pool {

	/**
	 * Whether this is the pool of a data source.
	 * @param dataSource the data source
	 * @return {@code true} if the other methods can be called with it
	 */
	boolean supports(DataSource dataSource);

	/**
	 * Closes idle connections now, and those in use as they come back.
	 * @param dataSource the pool
	 */
	void evictIdle(DataSource dataSource);

	/**
	 * Forgets a connection that is in use.
	 * @param dataSource the pool
	 * @param connection a connection that it gave out
	 */
	void evict(DataSource dataSource, Connection connection);

	/**
	 * Says what the pool's configuration lacks for connections never to be lost.
	 * @param dataSource the pool
	 * @return what is missing, and the property that sets it; empty if all is well
	 */
	List<String> advice(DataSource dataSource);

}
