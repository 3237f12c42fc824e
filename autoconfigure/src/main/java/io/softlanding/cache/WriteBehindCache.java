/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.softlanding.drain.DrainPass;
import io.softlanding.text.EvaluatedText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.cache.support.SimpleValueWrapper;

/**
 * A Spring cache in front of a {@link VersionedStore}. A write is acknowledged when it is
 * in memory and reaches the store within the flush delay, together with others, once for
 * each key. Reads see every acknowledged write, and read entries that are not in memory
 * from the store. Can be used by any thread.
 *
 * <p>
 * The absence of a value ({@code null}) is remembered in memory only. If the store has a
 * value, {@code null} replaces it there too.
 *
 * <p>
 * Dirty entries are never evicted: {@link #evict} and {@link #clear} remove only entries
 * that are already in the store. Dirty entries are still written.
 *
 * @param <K> the type of the keys, with {@code equals} and {@code hashCode}
 * @param <V> the type of the values, immutable
 * @since 0.1
 */
public final class WriteBehindCache<K, V> extends DrainableCache implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(WriteBehindCache.class);

	private static final long UNKNOWN = DirtyEntries.UNKNOWN;

	/** What the end of the cache may take once the time of a drain is used up. */
	private static final Duration NO_TIME = Duration.ofMillis(200);

	private final String name;

	private final WriteBehindSettings settings;

	private final DirtyEntries<K, V> dirty = new DirtyEntries<>();

	private final StoredEntries<K, V> stored;

	private final ValueLoads loads;

	private final StoreWriter<K, V> writer;

	private final Flusher<K, V> flusher;

	private final UseCount uses = new UseCount();

	/** Reads of a store that hangs must not delay the end. */
	private final UseCount writes = new UseCount();

	private volatile boolean readOnly;

	/**
	 * Creates a cache that runs nothing before its first write.
	 * @param drainShare what a drain has for its caches
	 */
	WriteBehindCache(String name, VersionedStore<K, V> store, WriteBehindSettings settings, Duration drainShare,
			LongSupplier nanoTime, CacheListener listener, EvaluatedText keys) {
		this.name = name;
		this.settings = settings;
		this.stored = new StoredEntries<>(store, settings.maxEntries());
		// The lambda refers to this: a cache that is dropped while it is dirty stays
		// known.
		this.writer = new StoreWriter<>(name, store, this.dirty, (written) -> this.stored.remember(written),
				this.stored::forget, nanoTime, listener, keys);
		this.loads = new ValueLoads(name, this);
		this.flusher = new Flusher<>(name, this.dirty, this.writer, settings, nanoTime,
				new FlushRate(name, drainShare, nanoTime));
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public Object getNativeCache() {
		return this.stored.nativeCache();
	}

	@Override
	protected @Nullable Object lookup(Object key) {
		return use(this.uses, () -> {
			VersionedEntry<K, V> entry = entry(key(key));
			return (entry != null) ? toStoreValue(entry.value()) : null;
		});
	}

	private @Nullable VersionedEntry<K, V> entry(K key) {
		VersionedEntry<K, V> dirty = this.dirty.get(key);
		return (dirty != null) ? dirty : this.stored.get(key);
	}

	/**
	 * Returns the stored value. If there is none, calls the loader and puts its result,
	 * unless another thread has put a value in the meantime. Threads that ask for the key
	 * while it is loaded get the same value. If the load fails, each of them calls its
	 * own loader.
	 * @throws org.springframework.cache.Cache.ValueRetrievalException if the loader
	 * fails, or if the thread is interrupted while it waits for the load of another
	 */
	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
		ValueWrapper known = get(key);
		return (T) ((known != null) ? known.get() : this.loads.get(key, valueLoader));
	}

	/**
	 * Returns entries in memory immediately, and reads others from the store on another
	 * thread.
	 * @return a future with a {@link ValueWrapper}, or with {@code null} if there is no
	 * value
	 */
	@Override
	public CompletableFuture<?> retrieve(Object key) {
		ValueWrapper known = known(key);
		return (known != null) ? CompletableFuture.completedFuture(known) : this.loads.retrieve(key);
	}

	/**
	 * Returns the stored value or else the result of the loader's future, as
	 * {@link #get(Object, Callable)} does, without waiting for either.
	 */
	@Override
	@SuppressWarnings("unchecked")
	public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
		ValueWrapper known = known(key);
		return (known != null) ? CompletableFuture.completedFuture((T) known.get())
				: this.loads.retrieve(key, valueLoader);
	}

	private @Nullable ValueWrapper known(Object key) {
		if (closed()) {
			throw refusedAsClosed();
		}
		VersionedEntry<K, V> dirty = this.dirty.get(key(key));
		VersionedEntry<K, V> known = (dirty != null) ? dirty : this.stored.known(key(key));
		return (known != null) ? new SimpleValueWrapper(known.value()) : null;
	}

	@Override
	@SuppressWarnings("unchecked")
	public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
		return write(() -> writeIfAbsent(key(key), (V) value));
	}

	private @Nullable ValueWrapper writeIfAbsent(K key, @Nullable V value) {
		long settled = this.writer.settled(key);
		VersionedEntry<K, V> known = entry(key);
		if (known == null && value == null) {
			this.stored.rememberNone(key);
			return null;
		}
		if (known == null && value != null && isBehind(key)) {
			VersionedEntry<K, V> added = this.dirty.addIfAbsent(key, value,
					(absent) -> storedVersion(absent, 0, settled));
			if (added != null && added.value() == value) {
				added(key);
				return null;
			}
			known = (added != null) ? added : entry(key);
		}
		if (known == null && value != null) {
			known = this.writer.writeThroughIfAbsent(key, value, this.settings.writeTimeout());
		}
		return (known != null) ? new SimpleValueWrapper(known.value()) : null;
	}

	/**
	 * Writes a value. On a thread that must not block, such as an event loop, the write
	 * is acknowledged in memory in every mode, and is written by another thread.
	 * @throws CacheWriteException if the write was not acknowledged
	 * @throws CacheClosedException if the cache is closed
	 */
	@Override
	@SuppressWarnings("unchecked")
	public void put(Object key, @Nullable Object value) {
		write(() -> {
			if (NonBlockingThreads.isCurrent()) {
				writeLater(key(key), (V) value);
			}
			else {
				write(key(key), (V) value);
			}
			return null;
		});
	}

	private <T> @Nullable T write(Supplier<@Nullable T> action) {
		return use(this.uses, () -> use(this.writes, action));
	}

	private <T> @Nullable T use(UseCount uses, Supplier<@Nullable T> action) {
		if (!uses.begin()) {
			throw refusedAsClosed();
		}
		try {
			return action.get();
		}
		finally {
			uses.end();
		}
	}

	private void write(K key, @Nullable V value) {
		if (value == null && !this.dirty.contains(key) && StoredEntries.isNothing(this.stored.get(key))) {
			this.stored.rememberNone(key);
			return;
		}
		if (!isBehind(key)) {
			this.writer.writeThrough(key, value, storedVersion(key), this.settings.writeTimeout());
			return;
		}
		// Outside of the lock that the next line takes.
		long settled = this.writer.settled(key);
		long known = this.dirty.contains(key) ? UNKNOWN : storedVersion(key);
		this.dirty.add(key, value, (written) -> storedVersion(written, known, settled));
		added(key);
	}

	private void writeLater(K key, @Nullable V value) {
		VersionedEntry<K, V> stored = this.stored.known(key);
		if (value == null && stored != null && !this.dirty.contains(key) && StoredEntries.isNothing(stored)) {
			return;
		}
		isBehind(key);
		this.dirty.add(key, value, (written) -> {
			VersionedEntry<K, V> known = this.stored.known(written);
			return (known != null) ? known.version() : UNKNOWN;
		});
		this.flusher.wake();
	}

	private long storedVersion(K key) {
		VersionedEntry<K, V> stored = this.stored.get(key);
		return (stored != null) ? stored.version() : 0;
	}

	/**
	 * Called under a lock that others need too: asks the store only if it may have been
	 * written since it was asked.
	 */
	private long storedVersion(K key, long known, long settled) {
		VersionedEntry<K, V> clean = this.stored.known(key);
		if (clean != null) {
			return Math.max(known, clean.version());
		}
		return (known != UNKNOWN && settled == this.writer.settled(key)) ? known : storedVersion(key);
	}

	/** Whether a write goes to memory first. */
	private boolean isBehind(K key) {
		boolean readOnly = isReadOnly();
		if (readOnly && this.settings.whenReadOnly() == WriteBehindSettings.WhenReadOnly.REFUSE) {
			refused();
			throw new CacheReadOnlyException(
					(pass() != null) ? "Cache '%s' is read-only: this instance is shutting down".formatted(this.name)
							: "Cache '%s' is read-only".formatted(this.name));
		}
		boolean full = this.dirty.size() >= this.settings.maxDirty() && !this.dirty.contains(key);
		return !readOnly && this.settings.mode() == WriteBehindSettings.Mode.WRITE_BEHIND && !full;
	}

	private boolean isReadOnly() {
		return this.readOnly || pass() != null;
	}

	/** The flush of a cache that has become read-only may have missed the entry. */
	private void added(K key) {
		if (isReadOnly()) {
			this.writer.writeNow(key, this.settings.writeTimeout());
			if (this.dirty.contains(key)) {
				throw new CacheWriteException(
						"Cache '%s' could not write '%s': it is dirty while this instance is shutting down"
							.formatted(this.name, EvaluatedText.shortened(key)),
						null);
			}
		}
		this.flusher.wake();
	}

	/**
	 * Drops what the store has; what it does not have yet is still written.
	 * @param key the key
	 */
	@Override
	public void evict(Object key) {
		this.stored.forget(key(key));
	}

	/** Drops what the store has; what it does not have yet is still written. */
	@Override
	public void clear() {
		this.stored.forgetAll();
	}

	@Override
	public long dirty() {
		return this.dirty.size();
	}

	@Override
	public FlushResult flush(Duration timeout) throws InterruptedException {
		return this.flusher.flush(timeout);
	}

	@Override
	public void readOnly(boolean readOnly) {
		this.readOnly = readOnly;
	}

	@Override
	Duration needs() {
		return this.flusher.needs();
	}

	@Override
	FlushResult total() {
		return new FlushResult(this.writer.applied(), this.writer.stale(), this.dirty.keys(false),
				this.dirty.keys(true));
	}

	@Override
	boolean closed() {
		return this.uses.closed();
	}

	@Override
	boolean inUse() {
		return this.writes.used();
	}

	@Override
	public boolean close(Duration timeout) throws InterruptedException {
		boolean unused = this.uses.close(timeout);
		this.flusher.stop();
		return unused;
	}

	@Override
	void flushLast() throws InterruptedException {
		this.readOnly = true;
		flush(timeToEnd());
	}

	private Duration timeToEnd() {
		return (pass() == DrainPass.LAST) ? NO_TIME : this.settings.writeTimeout();
	}

	/**
	 * Flushes what is dirty, lets threads that write finish, and closes it.
	 * @throws InterruptedException if the thread that destroys beans is interrupted
	 */
	@Override
	public void destroy() throws InterruptedException {
		if (closed()) {
			return;
		}
		try {
			flushLast();
		}
		finally {
			this.writes.close(timeToEnd());
			if (this.dirty.size() > 0) {
				// Put by threads that may not wait, while the others were written.
				flush(timeToEnd());
			}
			close(Duration.ZERO);
			if (this.dirty.size() > 0) {
				logger.warn("Cache '{}' was closed with {} entries that its store has not confirmed", this.name,
						this.dirty.size());
			}
		}
	}

	private CacheClosedException refusedAsClosed() {
		refused();
		return new CacheClosedException(this.name);
	}

	@SuppressWarnings("unchecked")
	private K key(Object key) {
		return (K) key;
	}

}
