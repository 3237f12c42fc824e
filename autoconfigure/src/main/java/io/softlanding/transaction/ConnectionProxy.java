/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;

import org.jspecify.annotations.Nullable;

/**
 * Stands between a pool and the driver's connection. It is nothing but a
 * {@link Connection}: {@code unwrap} with any other type returns what the driver has
 * made.
 */
final class ConnectionProxy implements InvocationHandler {

	private final Connection target;

	private final TrackedConnection tracked;

	private ConnectionProxy(Connection target, TrackedConnection tracked) {
		this.target = target;
		this.tracked = tracked;
	}

	static Connection of(Connection target, TrackedConnection tracked) {
		return (Connection) Proxy.newProxyInstance(ConnectionProxy.class.getClassLoader(),
				new Class<?>[] { Connection.class }, new ConnectionProxy(target, tracked));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args) throws Throwable {
		switch (method.getName()) {
			case "createStatement", "prepareStatement", "prepareCall" -> {
				this.tracked.beforeStatement();
				Object statement = call(method, args);
				this.tracked.created((Statement) statement);
				return statement;
			}
			case "setAutoCommit" -> this.tracked.setAutoCommit(args != null && Boolean.TRUE.equals(args[0]));
			case "commit" -> this.tracked.commit();
			case "close" -> this.tracked.close();
			case "rollback" -> {
				if (args != null) {
					return call(method, args);
				}
				this.tracked.rollback();
			}
			case "clearWarnings" -> {
				this.tracked.returned();
				return call(method, args);
			}
			case "abort" -> {
				try {
					return call(method, args);
				}
				finally {
					this.tracked.aborted();
				}
			}
			case "equals" -> {
				return args != null && args[0] == proxy;
			}
			case "unwrap" -> {
				Object own = own(proxy, args);
				return (own != null) ? own : call(method, args);
			}
			case "isWrapperFor" -> {
				return own(proxy, args) != null || Boolean.TRUE.equals(call(method, args));
			}
			default -> {
				return call(method, args);
			}
		}
		return null;
	}

	private @Nullable Object own(Object proxy, @Nullable Object @Nullable [] args) {
		if (args == null || !(args[0] instanceof Class<?> type)) {
			return null;
		}
		return type.isInstance(proxy) ? proxy : type.isInstance(this.target) ? this.target : null;
	}

	private @Nullable Object call(Method method, @Nullable Object @Nullable [] args) throws Throwable {
		try {
			return method.invoke(this.target, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
