/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.softlanding.text.EvaluatedText;
import org.jspecify.annotations.Nullable;

/**
 * Clean entries in memory. A load never replaces what was written or evicted in the
 * meantime.
 */
final class StoredEntries<K, V> {

	private final VersionedStore<K, V> store;

	private final AsyncCache<K, VersionedEntry<K, V>> clean;

	private final ConcurrentMap<K, CompletableFuture<VersionedEntry<K, V>>> futures;

	StoredEntries(VersionedStore<K, V> store, long most) {
		this.store = store;
		this.clean = Caffeine.newBuilder().maximumSize(most).buildAsync();
		this.futures = this.clean.asMap();
	}

	/** Returns what is remembered, or {@code null} if it would have to be loaded. */
	@Nullable VersionedEntry<K, V> known(K key) {
		CompletableFuture<VersionedEntry<K, V>> future = this.futures.get(key);
		return (future != null && future.isDone() && !future.isCompletedExceptionally()) ? future.join() : null;
	}

	/** Returns the entry, or loads it. A failed load fails its own caller only. */
	@SuppressWarnings("NullAway") // A future of null is removed.
	@Nullable VersionedEntry<K, V> get(K key) {
		CompletableFuture<VersionedEntry<K, V>> own = new CompletableFuture<>();
		CompletableFuture<VersionedEntry<K, V>> other;
		while ((other = this.futures.putIfAbsent(key, own)) != null) {
			try {
				return other.get();
			}
			catch (ExecutionException ex) {
				this.futures.remove(key, other);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException("Interrupted while another thread read '%s' from the store"
					.formatted(EvaluatedText.shortened(key)), ex);
			}
		}
		try {
			VersionedEntry<K, V> loaded = this.store.load(key);
			own.complete(loaded);
			return loaded;
		}
		catch (RuntimeException | Error ex) {
			own.completeExceptionally(ex);
			throw ex;
		}
	}

	/** Remembers an entry, unless a higher version is known. */
	void remember(VersionedEntry<K, V> entry) {
		this.futures.compute(entry.key(), (key, future) -> {
			boolean known = future != null && future.isDone() && !future.isCompletedExceptionally();
			return (known && future.join().version() > entry.version()) ? future
					: CompletableFuture.completedFuture(entry);
		});
	}

	/** Remembers in memory only that there is nothing. Any write is above it. */
	void rememberNone(K key) {
		remember(new VersionedEntry<>(key, null, 0));
	}

	/** Whether a row says that there is nothing: another program may have made it. */
	static boolean isNothing(@Nullable VersionedEntry<?, ?> stored) {
		return stored == null || (stored.version() == 0 && stored.value() == null);
	}

	void forget(K key) {
		this.futures.remove(key);
	}

	void forgetAll() {
		this.futures.clear();
	}

	Object nativeCache() {
		return this.clean.synchronous();
	}

}
