package io.softlanding.cache;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.Cache.ValueRetrievalException;
import org.springframework.cache.Cache.ValueWrapper;

/**
 * Values that an application loads because a cache does not have them: once for each key.
 */
final class ValueLoads {

	private final Cache cache;

	private final SharedLoads<Object, Object> loads = new SharedLoads<>();

	/** Asks the cache for those who do not wait; has no thread at most times. */
	private final Executor executor;

	ValueLoads(String name, Cache cache) {
		this.cache = cache;
		this.executor = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(task) -> {
					Thread thread = new Thread(task, "softlanding-load-" + name);
					thread.setDaemon(true);
					return thread;
				});
	}

	@Nullable Object get(Object key, Callable<?> loader) {
		return this.loads.get(key, () -> {
			// It may have been loaded just before.
			ValueWrapper known = this.cache.get(key);
			return (known != null) ? known.get() : keep(key, call(key, loader));
		}, (loaded) -> {
		});
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

	CompletableFuture<@Nullable ValueWrapper> retrieve(Object key) {
		return CompletableFuture.supplyAsync(() -> this.cache.get(key), this.executor);
	}

	@SuppressWarnings("unchecked")
	<T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
		return (CompletableFuture<T>) this.loads.retrieve(key,
				() -> retrieve(key)
					.thenCompose((stored) -> (stored != null) ? CompletableFuture.completedFuture(stored.get())
							: loader.get().thenApplyAsync((loaded) -> keep(key, loaded), this.executor)));
	}

}
