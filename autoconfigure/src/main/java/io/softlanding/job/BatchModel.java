/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Access to executions of Spring Batch, whose classes have moved to other packages in
 * Batch 6 and have the same public methods.
 */
final class BatchModel {

	private static final Map<Class<?>, Map<String, Method>> METHODS = new ConcurrentHashMap<>();

	private BatchModel() {
	}

	/** Calls a public method without parameters, or with one string. */
	static @Nullable Object get(Object target, String name, String... arguments) {
		return ReflectionUtils.invokeMethod(method(target.getClass(), name, arguments.length), target,
				(Object[]) arguments);
	}

	static long number(Object target, String name) {
		return (get(target, name) instanceof Number number) ? number.longValue() : -1;
	}

	static String text(Object target, String name) {
		return String.valueOf(get(target, name));
	}

	/** Returns a value of the context of an execution, or an empty text. */
	static String contextValue(Object execution, String key) {
		Object context = get(execution, "getExecutionContext");
		return (context != null && get(context, "get", key) instanceof String text) ? text : "";
	}

	private static Method method(Class<?> type, String name, int parameters) {
		return METHODS.computeIfAbsent(type, (added) -> new ConcurrentHashMap<>())
			.computeIfAbsent(name, (added) -> find(type, name, parameters));
	}

	private static Method find(Class<?> type, String name, int parameters) {
		Method found = (parameters == 0) ? ReflectionUtils.findMethod(type, name)
				: ReflectionUtils.findMethod(type, name, String.class);
		if (found == null) {
			throw new IllegalStateException(type.getName() + " has no method " + name);
		}
		ReflectionUtils.makeAccessible(found);
		return found;
	}

}
