package io.softlanding.transaction;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;

/**
 * HikariCP, which rolls back what is open on a connection that is closed.
 */
final class HikariPool implements Pool {

	/** Databases whose drivers wait for an answer for ever, unless told otherwise. */
	private static final Pattern SOCKETS = Pattern.compile("jdbc:(postgresql|mysql|mariadb):");

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

	@Override
	public List<String> advice(DataSource dataSource) {
		HikariDataSource hikari = (HikariDataSource) dataSource;
		List<String> advice = new ArrayList<>();
		if (hikari.getLeakDetectionThreshold() == 0) {
			advice.add("no leak detection (leak-detection-threshold)");
		}
		if (hikari.getMaxLifetime() == 0) {
			advice.add("no end of a connection's life (max-lifetime)");
		}
		String url = hikari.getJdbcUrl();
		boolean bounded = Stream
			.concat(Stream.of(String.valueOf(url)), hikari.getDataSourceProperties().stringPropertyNames().stream())
			.anyMatch((text) -> text.toLowerCase(Locale.ROOT).contains("sockettimeout"));
		if (url != null && SOCKETS.matcher(url).lookingAt() && !bounded) {
			advice.add("no limit for an answer of the database (data-source-properties.socketTimeout)");
		}
		return advice;
	}

}
