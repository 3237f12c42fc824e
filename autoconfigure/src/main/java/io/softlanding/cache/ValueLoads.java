/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
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
 * Loads values for a cache, each key by one caller at a time. If a load fails, waiting
 * callers call their own loaders.
 */
final class ValueLoads {

	private final Cache cache;

	private final Map<Object, CompletableFuture<@Nullable Object>> loads = new ConcurrentHashMap<>();

	/** Whether the thread runs a loader, which others may wait for. */
	private final ThreadLocal<@Nullable Boolean> loading = new ThreadLocal<>();

	/** Reads the store for callers that must not block. */
	private final Executor executor;

	ValueLoads(String name, Cache cache) {
		this(cache,
				new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), (task) -> {
					Thread thread = new SoftlandingThread("load-" + name, task);
					// What is loaded are objects of the application.
					thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
					return thread;
				}));
	}

	ValueLoads(Cache cache, Executor executor) {
		this.cache = cache;
		this.executor = executor;
	}

	@Nullable Object get(Object key, Callable<?> loader) {
		CompletableFuture<@Nullable Object> own = new CompletableFuture<>();
		CompletableFuture<@Nullable Object> other;
		while ((other = this.loads.putIfAbsent(key, own)) != null) {
			if (this.loading.get() != null) {
				// Two loaders that need each other's keys would wait forever.
				return load(key, loader);
			}
			try {
				return other.get();
			}
			catch (ExecutionException | CancellationException ex) {
				// Not the failure of this caller, whose turn may be next.
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new ValueRetrievalException(key, loader, ex);
			}
		}
		try {
			@Nullable Object value = load(key, loader);
			end(key, own, value, null);
			return value;
		}
		catch (RuntimeException | Error ex) {
			end(key, own, null, ex);
			throw ex;
		}
	}

	/** Removes the load first: a caller whose turn is next must not find it. */
	private void end(Object key, CompletableFuture<@Nullable Object> load, @Nullable Object value,
			@Nullable Throwable failure) {
		this.loads.remove(key, load);
		if (failure != null) {
			load.completeExceptionally(failure);
		}
		else {
			load.complete(value);
		}
	}

	private @Nullable Object load(Object key, Callable<?> loader) {
		return marked(() -> {
			// It may have been loaded just before.
			ValueWrapper known = this.cache.get(key);
			return (known != null) ? known.get() : keep(key, call(key, loader));
		});
	}

	private <T> T marked(Supplier<T> action) {
		Boolean outer = this.loading.get();
		this.loading.set(true);
		try {
			return action.get();
		}
		finally {
			this.loading.set(outer);
		}
	}

	private static @Nullable Object call(Object key, Callable<?> loader) {
		try {
			return loader.call();
		}
		catch (Exception ex) {
			throw new ValueRetrievalException(key, loader, ex);
		}
	}

	private @Nullable Object keep(Object key, @Nullable Object loaded) {
		try {
			ValueWrapper meanwhile = this.cache.putIfAbsent(key, loaded);
			return (meanwhile != null) ? meanwhile.get() : loaded;
		}
		catch (CacheClosedException | CacheReadOnlyException ex) {
			// The caller has asked for a value, and not for a write.
			return loaded;
		}
	}

	CompletableFuture<@Nullable ValueWrapper> retrieve(Object key) {
		return CompletableFuture.supplyAsync(() -> this.cache.get(key), this.executor);
	}

	@SuppressWarnings("unchecked")
	<T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
		CompletableFuture<@Nullable Object> own = new CompletableFuture<>();
		CompletableFuture<@Nullable Object> other = this.loads.putIfAbsent(key, own);
		if (other != null) {
			return (CompletableFuture<T>) other
				.exceptionallyCompose((failure) -> (CompletableFuture<@Nullable Object>) retrieve(key, loader));
		}
		try {
			CompletableFuture<?> unused = retrieve(key)
				.thenCompose((stored) -> (stored != null) ? CompletableFuture.completedFuture(stored.get())
						: marked(loader).thenApplyAsync((loaded) -> keep(key, loaded), this.executor))
				.whenComplete((value, failure) -> end(key, own, value, failure));
		}
		catch (RuntimeException | Error ex) {
			// No thread can be started.
			end(key, own, null, ex);
		}
		// A caller that cancels it cancels it for no other.
		return (CompletableFuture<T>) own.copy();
	}

}
