/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.util.ReflectionUtils;

/**
 * Customizes the factory of an embedded server by reflection: the types of factories and
 * of their customizers moved between Spring Boot 3.5 and 4, their methods did not.
 */
final class ServerCustomizer implements WebServerFactoryCustomizer<WebServerFactory>, Ordered {

	private final int order;

	private final Consumer<WebServerFactory> action;

	ServerCustomizer(int order, Consumer<WebServerFactory> action) {
		this.order = order;
		this.action = action;
	}

	/**
	 * Creates a customizer that comes after those of the application.
	 * @param called the method of the factory's own customizers
	 * @param customizer what that method does with its argument
	 */
	static ServerCustomizer last(String called, UnaryOperator<@Nullable Object> customizer) {
		return new ServerCustomizer(LOWEST_PRECEDENCE, (factory) -> addCustomizer(factory, called, customizer));
	}

	@Override
	public int getOrder() {
		return this.order;
	}

	@Override
	public void customize(WebServerFactory factory) {
		this.action.accept(factory);
	}

	/** Calls a method with one array, if the factory has it. */
	static void add(WebServerFactory factory, String name, Object[] additions) {
		Method method = ReflectionUtils.findMethod(factory.getClass(), name, additions.getClass());
		if (method != null) {
			ReflectionUtils.invokeMethod(method, factory, (Object) additions);
		}
	}

	private static void addCustomizer(WebServerFactory factory, String called,
			UnaryOperator<@Nullable Object> customizer) {
		for (Method method : factory.getClass().getMethods()) {
			if (method.getName().equals("addServerCustomizers") && method.isVarArgs()) {
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
				default -> customizer.getClass().getName();
			};
		});
	}

}
