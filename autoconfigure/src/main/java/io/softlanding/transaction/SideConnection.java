/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanWrapper;
import org.springframework.beans.BeansException;
import org.springframework.beans.PropertyAccessorFactory;

/**
 * A connection to the database of a pool that the pool knows nothing of. Pools and
 * drivers' data sources name what is needed in few ways.
 */
final class SideConnection {

	private SideConnection() {
	}

	/**
	 * Opens one.
	 * @param pool whose database
	 * @param properties further properties for the driver
	 * @return a connection that commits automatically, or {@code null} if the pool does
	 * not tell where its database is
	 * @throws SQLException if the database does not give one
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

	/**
	 * Whether a data source connects to where a connection is, apart from parameters.
	 * @param dataSource the data source
	 * @param url the URL of a connection
	 * @return {@code true} if the data source tells the same URL
	 */
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
