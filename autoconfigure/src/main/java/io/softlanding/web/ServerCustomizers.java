/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.util.ReflectionUtils;

/**
 * Adds customizers to the factories of Netty and Jetty. The types of both moved between
 * Spring Boot 3.5 and 4, while their methods kept their names.
 */
final class ServerCustomizers {

	private static final String ADD = "addServerCustomizers";

	private ServerCustomizers() {
	}

	/**
	 * Adds a customizer to a factory that has those of a certain kind.
	 * @param factory the factory
	 * @param called the method of the customizer that is called
	 * @param customizer what it does with its argument
	 */
	static void add(WebServerFactory factory, String called, UnaryOperator<@Nullable Object> customizer) {
		for (Method method : factory.getClass().getMethods()) {
			if (method.getName().equals(ADD) && method.isVarArgs()) {
				Class<?> type = method.getParameterTypes()[0].getComponentType();
				// Factories of other servers have a method of that name too.
				if (Arrays.stream(type.getMethods()).anyMatch((candidate) -> candidate.getName().equals(called))) {
					Object customizers = Array.newInstance(type, 1);
					Array.set(customizers, 0, proxy(type, called, customizer));
					ReflectionUtils.invokeMethod(method, factory, customizers);
				}
			}
		}
	}

	private static Object proxy(Class<?> type, String called, UnaryOperator<@Nullable Object> customizer) {
		return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
			if (method.getName().equals(called)) {
				return customizer.apply(arguments[0]);
			}
			return switch (method.getName()) {
				case "equals" -> proxy == arguments[0];
				case "hashCode" -> System.identityHashCode(proxy);
				case "toString" -> customizer.getClass().getName();
				default -> throw new UnsupportedOperationException(Arrays.toString(new Object[] { method }));
			};
		});
	}

}
