package io.softlanding.cache;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Loads that are under way, one for each key: whoever asks for the key meanwhile gets the
 * same result, or the same failure. No load blocks another key. May be used by any
 * thread.
 *
 * @param <K> the type of the keys
 * @param <R> the type of the results
 */
final class SharedLoads<K, R> {

	private final Map<K, Load<R>> loads = new ConcurrentHashMap<>();

	/** A load, and the thread that began it. */
	private record Load<R>(Thread thread, CompletableFuture<@Nullable R> result) {
	}

	/**
	 * Loads on the calling thread, or waits for the load that is under way.
	 * @param loader what loads
	 * @param current gets the result, unless the key was {@link #detach detached} since
	 */
	@Nullable R get(K key, Supplier<@Nullable R> loader, Consumer<R> current) {
		Load<R> own = new Load<>(Thread.currentThread(), new CompletableFuture<>());
		Load<R> other = this.loads.putIfAbsent(key, own);
		if (other != null) {
			// A loader that asks for its own key would wait for itself.
			return (other.thread() == Thread.currentThread() && !other.result().isDone()) ? loader.get()
					: join(other.result());
		}
		try {
			R loaded = loader.get();
			this.loads.computeIfPresent(key, (any, load) -> {
				if (load == own && loaded != null) {
					current.accept(loaded);
				}
				return (load == own) ? null : load;
			});
			own.result().complete(loaded);
			return loaded;
		}
		catch (RuntimeException | Error ex) {
			this.loads.remove(key, own);
			own.result().completeExceptionally(ex);
			throw ex;
		}
	}

	private static <R> @Nullable R join(CompletableFuture<@Nullable R> result) {
		try {
			return result.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw ex;
		}
	}

	/**
	 * Loads without waiting.
	 * @param loader begins the load; not called if one is under way
	 */
	CompletableFuture<@Nullable R> retrieve(K key, Supplier<CompletableFuture<@Nullable R>> loader) {
		Load<R> own = new Load<>(new Thread(), new CompletableFuture<>());
		Load<R> other = this.loads.putIfAbsent(key, own);
		if (other != null) {
			// Who cancels it cancels it for no other.
			return other.result().copy();
		}
		loader.get().whenComplete((loaded, failure) -> {
			this.loads.remove(key, own);
			if (failure != null) {
				own.result().completeExceptionally(failure);
			}
			else {
				own.result().complete(loaded);
			}
		});
		return own.result().copy();
	}

	/** Lets those who ask from here on load anew. */
	void detach(K key) {
		this.loads.remove(key);
	}

	void detachAll() {
		this.loads.clear();
	}

}
