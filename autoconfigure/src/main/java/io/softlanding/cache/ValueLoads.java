/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.softlanding.process.SoftlandingThread;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.Cache.ValueRetrievalException;
import org.springframework.cache.Cache.ValueWrapper;

/**
 * Values that an application loads because a cache does not have them, each key once at a
 * time: who asks meanwhile gets the same value, or the same failure.
 */
final class ValueLoads {

	private final Cache cache;

	private final Map<Object, CompletableFuture<@Nullable Object>> loads = new ConcurrentHashMap<>();

	/** What the calling thread loads: it must not wait for itself. */
	private final ThreadLocal<@Nullable Object> loading = new ThreadLocal<>();

	/** Asks the cache for those who do not wait; has no thread at most times. */
	private final Executor executor;

	ValueLoads(String name, Cache cache) {
		this.cache = cache;
		this.executor = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(task) -> {
					Thread thread = new SoftlandingThread("load-" + name, task);
					// What is loaded are objects of the application.
					thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
					return thread;
				});
	}

	@Nullable Object get(Object key, Callable<?> loader) {
		Object outer = this.loading.get();
		try {
			return share(key, key.equals(outer), () -> {
				this.loading.set(key);
				// It may have been loaded just before.
				ValueWrapper known = this.cache.get(key);
				return CompletableFuture.completedFuture((known != null) ? known.get() : keep(key, call(key, loader)));
			}).join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure : ex;
		}
		finally {
			this.loading.set(outer);
		}
	}

	private static <T> T call(Object key, Callable<T> loader) {
		try {
			return loader.call();
		}
		catch (Exception ex) {
			throw new ValueRetrievalException(key, loader, ex);
		}
	}

	private @Nullable Object keep(Object key, @Nullable Object loaded) {
		ValueWrapper meanwhile = this.cache.putIfAbsent(key, loaded);
		return (meanwhile != null) ? meanwhile.get() : loaded;
	}

	private CompletableFuture<@Nullable Object> share(Object key, boolean nested,
			Supplier<CompletableFuture<@Nullable Object>> load) {
		CompletableFuture<@Nullable Object> own = new CompletableFuture<>();
		CompletableFuture<@Nullable Object> other = nested ? null : this.loads.putIfAbsent(key, own);
		if (other == null) {
			CompletableFuture<?> unused = begin(load).whenComplete((loaded, failure) -> {
				this.loads.remove(key, own);
				if (failure != null) {
					own.completeExceptionally(failure);
				}
				else {
					own.complete(loaded);
				}
			});
		}
		// Who cancels it cancels it for no other.
		return ((other != null) ? other : own).copy();
	}

	private static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> load) {
		try {
			return load.get();
		}
		catch (RuntimeException | Error ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	CompletableFuture<@Nullable ValueWrapper> retrieve(Object key) {
		return CompletableFuture.supplyAsync(() -> this.cache.get(key), this.executor);
	}

	@SuppressWarnings("unchecked")
	<T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
		return (CompletableFuture<T>) share(key, false,
				() -> retrieve(key)
					.thenCompose((stored) -> (stored != null) ? CompletableFuture.completedFuture(stored.get())
							: loader.get().thenApplyAsync((loaded) -> keep(key, loaded), this.executor)));
	}

}
