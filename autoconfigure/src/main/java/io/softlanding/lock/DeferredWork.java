/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.TypeVariable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;

import io.softlanding.inflight.StackSummary;
import org.jspecify.annotations.Nullable;

import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.http.HttpEntity;
import org.springframework.util.ClassUtils;

/**
 * Detects methods that return before their work has ended, and would release a lease too
 * early.
 */
final class DeferredWork {

	private static final Set<String> ASYNCHRONOUS = Set.of("org.springframework.scheduling.annotation.Async",
			"jakarta.ejb.Asynchronous", "jakarta.enterprise.concurrent.Asynchronous");

	private static final boolean HTTP = ClassUtils.isPresent("org.springframework.http.HttpEntity",
			DeferredWork.class.getClassLoader());

	private static final String CONTINUATION = "kotlin.coroutines.Continuation";

	/**
	 * Types whose work is done, or goes on, after they were returned; their subtypes too.
	 */
	private static final Set<String> TYPES = Set.of("java.util.concurrent.Future",
			"java.util.concurrent.CompletionStage", "java.util.concurrent.Callable",
			"java.util.concurrent.Flow$Publisher", "java.lang.Runnable", "java.util.function.Supplier",
			"java.util.stream.BaseStream", "java.util.Iterator", "java.util.Spliterator", "java.util.Enumeration",
			"java.io.InputStream", "java.io.Reader", "java.nio.channels.Channel", "java.sql.ResultSet",
			"org.springframework.core.io.InputStreamResource", "jakarta.ws.rs.core.StreamingOutput",
			"org.reactivestreams.Publisher", "org.springframework.util.concurrent.ListenableFuture",
			"org.springframework.web.context.request.async.DeferredResult",
			"org.springframework.web.context.request.async.WebAsyncTask",
			"org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter",
			"org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody",
			"org.springframework.web.servlet.function.AsyncServerResponse",
			"org.springframework.web.servlet.function.SseServerResponse",
			"com.google.common.util.concurrent.ListenableFuture", "io.reactivex.rxjava3.core.CompletableSource",
			"io.reactivex.rxjava3.core.SingleSource", "io.reactivex.rxjava3.core.MaybeSource",
			"io.reactivex.rxjava3.core.ObservableSource", "io.reactivex.CompletableSource", "io.reactivex.SingleSource",
			"io.reactivex.MaybeSource", "io.reactivex.ObservableSource", "io.vertx.core.Future",
			"scala.concurrent.Future", "kotlin.Function", "kotlinx.coroutines.Job", "kotlinx.coroutines.flow.Flow",
			"kotlinx.coroutines.channels.ReceiveChannel", "kotlin.sequences.Sequence");

	/** Subtypes of those whose content is in memory. */
	private static final Set<String> IN_MEMORY = Set.of("java.io.ByteArrayInputStream", "java.io.StringReader",
			"java.io.CharArrayReader");

	private DeferredWork() {
	}

	/** Says why a method may return before its work has ended. */
	static @Nullable String reason(Method method, Class<?> targetClass) {
		Class<?>[] parameters = method.getParameterTypes();
		if (parameters.length > 0 && parameters[parameters.length - 1].getName().equals(CONTINUATION)) {
			return "is a suspend function";
		}
		if (isAsynchronous(method) || isAsynchronous(targetClass)
				|| ClassUtils.getAllInterfacesForClassAsSet(targetClass)
					.stream()
					.map((type) -> ClassUtils.getMethodIfAvailable(type, method.getName(), parameters))
					.anyMatch((declared) -> declared != null && isAsynchronous(declared))) {
			return "is executed on another thread";
		}
		Class<?> returned = deferred(
				ResolvableType.forMethodReturnType(BridgeMethodResolver.findBridgedMethod(method), targetClass));
		return (returned != null) ? "returns a " + returned.getSimpleName() : null;
	}

	private static boolean isAsynchronous(AnnotatedElement element) {
		MergedAnnotations annotations = MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY);
		return ASYNCHRONOUS.stream().anyMatch(annotations::isPresent);
	}

	/** Also what is inside: {@code ResponseEntity<StreamingResponseBody>}. */
	private static @Nullable Class<?> deferred(ResolvableType type) {
		Class<?> resolved = type.resolve();
		if (resolved != null && (isDeferred(resolved) || resolved.isAnnotationPresent(FunctionalInterface.class))) {
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

	/** Whether a result is work that goes on, or that is done when it is used. */
	static boolean isDeferred(Object result) {
		Class<?> type = result.getClass();
		// A lambda, of whatever interface.
		boolean lambda = type.isHidden() && type.isSynthetic();
		return lambda || isDeferred(type)
				|| (result instanceof Optional<?> optional && isDeferredInside(optional.orElse(null)))
				|| (HTTP && HttpBody.isDeferred(result));
	}

	private static boolean isDeferredInside(@Nullable Object inside) {
		return inside != null && isDeferred(inside);
	}

	/** Loaded only where there is spring-web. */
	private static final class HttpBody {

		static boolean isDeferred(Object result) {
			return result instanceof HttpEntity<?> entity && isDeferredInside(entity.getBody());
		}

	}

	/**
	 * Whether an {@code Iterable} may do its work when it is used: a cursor, or one that
	 * is no collection and not of the JDK, Spring or Jackson, of which it is known.
	 */
	private static boolean isLazy(Class<?> type) {
		return Iterable.class.isAssignableFrom(type) && (AutoCloseable.class.isAssignableFrom(type)
				|| !Collection.class.isAssignableFrom(type) && StackSummary.type(type) != null);
	}

	/**
	 * Whether objects of a type stand for work that is done, or goes on, after they were
	 * returned.
	 */
	private static boolean isDeferred(Class<?> type) {
		if (IN_MEMORY.contains(type.getName())) {
			return false;
		}
		if (isLazy(type) || ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null) {
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
