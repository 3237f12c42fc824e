/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.BeanWrapper;
import org.springframework.beans.BeansException;
import org.springframework.beans.PropertyAccessorFactory;

/**
 * Opens connections to the database of a pool that do not come from the pool, by the few
 * property names that pools and drivers use.
 */
final class UnpooledConnections {

	private static final Logger logger = LoggerFactory.getLogger(UnpooledConnections.class);

	private UnpooledConnections() {
	}

	/**
	 * Opens a connection in auto-commit mode, or returns {@code null} if the pool does
	 * not tell where its database is.
	 * @param properties further properties for the driver
	 */
	static @Nullable Connection open(DataSource pool, Properties properties) throws SQLException {
		if (first(pool, "jdbcUrl", "url", "URL") instanceof String url) {
			Properties all = new Properties();
			copy(first(pool, "dataSourceProperties", "connectionProperties"), all);
			set(all, "user", first(pool, "username", "user"));
			// The other getter of tomcat-jdbc says that there is a password.
			set(all, "password", first(pool, "poolProperties.password", "password"));
			all.putAll(properties);
			return DriverManager.getConnection(url, all);
		}
		if (first(pool, "dataSource") instanceof DataSource unpooled && unpooled != pool) {
			return unpooled.getConnection();
		}
		return null;
	}

	/** Limits how long a connection waits for an answer, where the driver can do that. */
	static void limit(Connection side, Duration timeout) {
		try {
			side.setNetworkTimeout(Runnable::run, (int) Math.max(1, timeout.toMillis()));
		}
		catch (SQLException | RuntimeException | AbstractMethodError ex) {
			logger.debug("A driver keeps its previous network timeout", ex);
		}
	}

	/** Whether a data source connects to a URL, apart from its parameters. */
	static boolean hasUrl(DataSource dataSource, String url) {
		return first(dataSource, "jdbcUrl", "url", "URL") instanceof String own
				&& own.split("[;?]", 2)[0].equals(url.split("[;?]", 2)[0]);
	}

	private static void copy(@Nullable Object source, Properties target) {
		if (source instanceof Properties properties) {
			properties.stringPropertyNames().forEach((name) -> target.setProperty(name, properties.getProperty(name)));
		}
	}

	private static void set(Properties properties, String name, @Nullable Object value) {
		if (value instanceof String text) {
			properties.setProperty(name, text);
		}
	}

	/** Returns the first of these properties that has a value. */
	static @Nullable Object first(Object source, String... names) {
		BeanWrapper bean = PropertyAccessorFactory.forBeanPropertyAccess(source);
		for (String name : names) {
			try {
				Object value = bean.isReadableProperty(name) ? bean.getPropertyValue(name) : null;
				if (value != null) {
					return value;
				}
			}
			catch (BeansException ex) {
				// A getter that throws tells as little as one that is not there.
				continue;
			}
		}
		return null;
	}

}
