/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.lang.reflect.Method;
import java.lang.reflect.TypeVariable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/**
 * Tells methods that return before their work has ended: a lease around such a method is
 * released while the work runs.
 */
final class DeferredWork {

	private static final Set<String> ASYNCHRONOUS = Set.of("org.springframework.scheduling.annotation.Async",
			"jakarta.ejb.Asynchronous", "jakarta.enterprise.concurrent.Asynchronous");

	private static final String CONTINUATION = "kotlin.coroutines.Continuation";

	/**
	 * Types whose work is done, or goes on, after they were returned; their subtypes too.
	 */
	private static final Set<String> TYPES = Set.of("java.util.concurrent.Future",
			"java.util.concurrent.CompletionStage", "java.util.concurrent.Callable",
			"java.util.concurrent.Flow$Publisher", "java.lang.Runnable", "java.util.function.Supplier",
			"java.util.stream.BaseStream", "java.util.Iterator", "java.util.Spliterator", "java.util.Enumeration",
			"org.reactivestreams.Publisher", "org.springframework.util.concurrent.ListenableFuture",
			"org.springframework.web.context.request.async.DeferredResult",
			"org.springframework.web.context.request.async.WebAsyncTask",
			"org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter",
			"org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody",
			"com.google.common.util.concurrent.ListenableFuture", "io.reactivex.rxjava3.core.CompletableSource",
			"io.vertx.core.Future", "kotlinx.coroutines.Job", "kotlinx.coroutines.flow.Flow",
			"kotlin.sequences.Sequence");

	private DeferredWork() {
	}

	/**
	 * Says why a method may return before its work has ended.
	 * @param method the method
	 * @param targetClass the class of its bean
	 * @return the reason, or {@code null} if it works until it returns
	 */
	static @Nullable String reason(Method method, Class<?> targetClass) {
		Class<?>[] parameters = method.getParameterTypes();
		if (parameters.length > 0 && parameters[parameters.length - 1].getName().equals(CONTINUATION)) {
			return "is a suspend function";
		}
		if (isAsynchronous(MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY))
				|| isAsynchronous(MergedAnnotations.from(targetClass, SearchStrategy.TYPE_HIERARCHY))) {
			return "is executed on another thread";
		}
		Class<?> returned = deferred(
				ResolvableType.forMethodReturnType(BridgeMethodResolver.findBridgedMethod(method), targetClass));
		return (returned != null) ? "returns a " + returned.getSimpleName() : null;
	}

	private static boolean isAsynchronous(MergedAnnotations annotations) {
		return ASYNCHRONOUS.stream().anyMatch(annotations::isPresent);
	}

	/** Also what is inside: {@code ResponseEntity<StreamingResponseBody>}. */
	private static @Nullable Class<?> deferred(ResolvableType type) {
		Class<?> resolved = type.resolve();
		if (resolved != null && isDeferred(resolved)) {
			return resolved;
		}
		if (type.getType() instanceof TypeVariable<?>) {
			// Its bound may be made of itself.
			return null;
		}
		ResolvableType[] inside = type.isArray() ? new ResolvableType[] { type.getComponentType() }
				: type.getGenerics();
		for (ResolvableType generic : inside) {
			Class<?> deferred = deferred(generic);
			if (deferred != null) {
				return deferred;
			}
		}
		return null;
	}

	/**
	 * Whether objects of a type stand for work that is done, or goes on, after they were
	 * returned.
	 */
	static boolean isDeferred(Class<?> type) {
		if (ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null) {
			return true;
		}
		Deque<Class<?>> left = new ArrayDeque<>(Set.of(type));
		for (Class<?> next = left.poll(); next != null; next = left.poll()) {
			if (TYPES.contains(next.getName())) {
				return true;
			}
			left.addAll(Arrays.asList(next.getInterfaces()));
			if (next.getSuperclass() != null) {
				left.add(next.getSuperclass());
			}
		}
		return false;
	}

}
