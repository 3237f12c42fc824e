/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The number of a session, asked from drivers that an application may have or not.
 */
final class DriverSessionId {

	private DriverSessionId() {
	}

	/**
	 * Calls public methods, each on the result of the one before.
	 * @param type the type of the driver's connection
	 * @return the number, or {@code null} if it is a connection of another driver
	 */
	static @Nullable Long of(Connection connection, String type, String... methods) throws SQLException {
		ClassLoader loader = connection.getClass().getClassLoader();
		if (!ClassUtils.isPresent(type, loader)) {
			return null;
		}
		Class<?> resolved = ClassUtils.resolveClassName(type, loader);
		Object value = connection.isWrapperFor(resolved) ? connection.unwrap(resolved) : null;
		Class<?> declared = resolved;
		for (String name : methods) {
			Method method = (value != null) ? ReflectionUtils.findMethod(declared, name) : null;
			value = (method != null) ? ReflectionUtils.invokeMethod(method, value) : null;
			declared = (value != null) ? value.getClass() : declared;
		}
		return (value instanceof Number number) ? number.longValue() : null;
	}

}
