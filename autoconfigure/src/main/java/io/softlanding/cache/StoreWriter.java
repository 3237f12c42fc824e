/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.softlanding.cache.DirtyEntries.Dirty;
import io.softlanding.text.EvaluatedText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes entries to the store, those of one key one after the other, and updates what is
 * dirty.
 */
final class StoreWriter<K, V> {

	private static final Logger logger = LoggerFactory.getLogger(StoreWriter.class);

	/** A store that fails so often in a row is down; entries are not what is wrong. */
	private static final int DOWN = 3;

	private static final int STRIPES = 256;

	private static final int MOST_RACES = 5;

	private static final long FIRST_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final int MOST_DOUBLINGS = 8;

	private final String cache;

	private final VersionedStore<K, V> store;

	private final DirtyEntries<K, V> dirty;

	private final Consumer<VersionedEntry<K, V>> stored;

	private final Consumer<K> overtaken;

	private final LongSupplier nanoTime;

	private final CacheListener listener;

	private final EvaluatedText keys;

	/** Fair, so that batch after batch does not starve threads that write through. */
	private final ReentrantLock[] locks = Stream.generate(() -> new ReentrantLock(true))
		.limit(STRIPES)
		.toArray(ReentrantLock[]::new);

	/** How often something under a key of each stripe has got into the store. */
	private final AtomicLongArray settled = new AtomicLongArray(STRIPES);

	private final LongAdder applied = new LongAdder();

	private final LongAdder stale = new LongAdder();

	private volatile boolean failing;

	/** Creates a writer. */
	StoreWriter(String cache, VersionedStore<K, V> store, DirtyEntries<K, V> dirty,
			Consumer<VersionedEntry<K, V>> stored, Consumer<K> overtaken, LongSupplier nanoTime, CacheListener listener,
			EvaluatedText keys) {
		this.cache = cache;
		this.store = store;
		this.dirty = dirty;
		this.stored = stored;
		this.overtaken = overtaken;
		this.nanoTime = nanoTime;
		this.listener = listener;
		this.keys = keys;
	}

	/** Changes before an entry of the stripe of the key is no longer dirty. */
	long settled(K key) {
		return this.settled.get(stripe(key));
	}

	private int stripe(K key) {
		int hash = key.hashCode();
		return (hash ^ hash >>> 16) & (STRIPES - 1);
	}

	private ReentrantLock lock(K key) {
		return this.locks[stripe(key)];
	}

	/** Without a timeout, a lock would be taken before those who wait. */
	private static boolean tryLock(ReentrantLock lock) {
		return (lock.isHeldByCurrentThread() || !lock.hasQueuedThreads()) && lock.tryLock();
	}

	long applied() {
		return this.applied.sum();
	}

	long stale() {
		return this.stale.sum();
	}

	/** Writes dirty entries, except those that other threads write or wait to write. */
	boolean write(int most, Predicate<Dirty<K, V>> which) {
		List<Dirty<K, V>> batch = this.dirty.take(most,
				(next) -> which.test(next) && tryLock(lock(next.entry().key())));
		try {
			return writeBatch(batch);
		}
		finally {
			batch.forEach((written) -> lock(written.entry().key()).unlock());
		}
	}

	/** Writes what is dirty under a key, if anything is. */
	void writeNow(K key, Duration timeout) {
		awaitTurn(key, timeout);
		try {
			writeBatch(this.dirty.take(key));
		}
		finally {
			lock(key).unlock();
		}
	}

	/** Returns whether there was anything to write. */
	private boolean writeBatch(List<Dirty<K, V>> taken) {
		List<Dirty<K, V>> batch = taken.stream().filter((dirty) -> !dirty.isUnversioned()).toList();
		if (!batch.isEmpty()) {
			writeVersioned(batch);
		}
		int failedInARow = 0;
		for (Dirty<K, V> dirty : taken.stream().filter(Dirty::isUnversioned).toList()) {
			if (failedInARow == DOWN) {
				settle(dirty, WriteOutcome.FAILED, 1, null);
				continue;
			}
			failedInARow = writeUnversioned(dirty) ? 0 : failedInARow + 1;
		}
		return !taken.isEmpty();
	}

	private void writeVersioned(List<Dirty<K, V>> batch) {
		try {
			List<WriteOutcome> outcomes = give(batch.stream().map(Dirty::entry).toList());
			for (int i = 0; i < batch.size(); i++) {
				settle(batch.get(i), outcomes.get(i), 1, null);
			}
		}
		catch (RuntimeException | Error ex) {
			if (batch.size() == 1) {
				settle(batch.get(0), WriteOutcome.FAILED, 1, ex);
			}
			else {
				writeOneByOne(batch);
			}
		}
	}

	/** Entries that have failed most come last, so that they do not block the others. */
	private void writeOneByOne(List<Dirty<K, V>> batch) {
		int failedInARow = 0;
		for (Dirty<K, V> dirty : batch.stream().sorted(Comparator.comparingInt(Dirty::attempts)).toList()) {
			if (failedInARow == DOWN) {
				settle(dirty, WriteOutcome.FAILED, 1, null);
				continue;
			}
			try {
				WriteOutcome outcome = give(List.of(dirty.entry())).get(0);
				settle(dirty, outcome, 2, null);
				failedInARow = (outcome == WriteOutcome.FAILED) ? failedInARow + 1 : 0;
			}
			catch (RuntimeException | Error ex) {
				settle(dirty, WriteOutcome.FAILED, 2, ex);
				failedInARow++;
			}
		}
	}

	/** The thread that has put it was not able to wait for the stored version. */
	private boolean writeUnversioned(Dirty<K, V> dirty) {
		K key = dirty.entry().key();
		@Nullable V value = dirty.entry().value();
		try {
			VersionedEntry<K, V> there = this.store.load(key);
			AtomicLong version = new AtomicLong((there != null) ? there.version() : 0);
			if (value != null || !StoredEntries.isNothing(there)) {
				version.incrementAndGet();
				overtake(key, value, version);
				count(WriteOutcome.APPLIED);
			}
			stored(key, value, version.get(), dirty);
			return true;
		}
		catch (RuntimeException | Error ex) {
			settle(dirty, WriteOutcome.FAILED, 1, ex);
			return false;
		}
	}

	private void stored(K key, @Nullable V value, long version, @Nullable Dirty<K, V> written) {
		this.failing = false;
		this.settled.incrementAndGet(stripe(key));
		this.stored.accept(new VersionedEntry<>(key, value, version));
		this.dirty.stored(key, written, version);
	}

	private List<WriteOutcome> give(List<VersionedEntry<K, V>> entries) {
		List<WriteOutcome> outcomes = this.store.write(entries);
		if (outcomes.size() != entries.size()) {
			throw new IllegalStateException("The store of cache '%s' gave %d outcomes for %d entries"
				.formatted(this.cache, outcomes.size(), entries.size()));
		}
		return outcomes;
	}

	private void settle(Dirty<K, V> written, WriteOutcome outcome, int attempts, @Nullable Throwable failure) {
		VersionedEntry<K, V> entry = written.entry();
		count(outcome);
		if (outcome == WriteOutcome.FAILED) {
			this.dirty.failed(written, attempts, this.nanoTime.getAsLong() + backoffNanos(written.attempts()));
			warn(entry.key(), failure);
			return;
		}
		this.failing = false;
		this.settled.incrementAndGet(stripe(entry.key()));
		if (outcome == WriteOutcome.APPLIED) {
			this.stored.accept(entry);
		}
		else {
			this.overtaken.accept(entry.key());
		}
		this.dirty.stored(entry.key(), written, entry.version());
	}

	private void count(WriteOutcome outcome) {
		if (outcome != WriteOutcome.FAILED) {
			((outcome == WriteOutcome.APPLIED) ? this.applied : this.stale).increment();
		}
		this.listener.written(outcome);
	}

	private static long backoffNanos(int attempts) {
		return FIRST_BACKOFF_NANOS << Math.min(attempts, MOST_DOUBLINGS);
	}

	/** Once, until something is written again. */
	private void warn(K key, @Nullable Throwable failure) {
		if (!this.failing) {
			this.failing = true;
			// Messages of databases have values and statements in them.
			logger.warn("Cache '{}' cannot write '{}' to its store ({}); the entry stays dirty and is retried",
					this.cache, this.keys.of(key), (failure != null) ? failure.getClass().getName() : "refused");
			logger.debug("Cause of the failed write", failure);
		}
	}

	/** Writes a value now unless something is dirty or stored under its key. */
	@Nullable VersionedEntry<K, V> writeThroughIfAbsent(K key, V value, Duration timeout) {
		awaitTurn(key, timeout);
		try {
			VersionedEntry<K, V> dirty = this.dirty.get(key);
			VersionedEntry<K, V> there = (dirty != null) ? dirty : this.store.load(key);
			if (there == null) {
				writeThrough(key, value, 0, timeout);
			}
			return there;
		}
		finally {
			lock(key).unlock();
		}
	}

	/** Writes a value now, in place of what is dirty under its key. */
	void writeThrough(K key, @Nullable V value, long known, Duration timeout) {
		awaitTurn(key, timeout);
		try {
			List<Dirty<K, V>> taken = this.dirty.take(key);
			Dirty<K, V> replaced = taken.isEmpty() ? null : taken.get(0);
			AtomicLong tried = new AtomicLong(
					(replaced != null && !replaced.isUnversioned()) ? replaced.entry().version() : known + 1);
			try {
				overtake(key, value, tried);
			}
			catch (RuntimeException | Error ex) {
				if (replaced != null) {
					this.dirty.failed(replaced, 1, this.nanoTime.getAsLong() + backoffNanos(replaced.attempts()));
				}
				// If the store has it after all, what is acknowledged wins.
				this.settled.incrementAndGet(stripe(key));
				this.overtaken.accept(key);
				this.dirty.above(key, tried.get());
				this.listener.written(WriteOutcome.FAILED);
				if (ex instanceof Error error) {
					throw error;
				}
				throw new CacheWriteException(
						"Cache '%s' could not write '%s' through".formatted(this.cache, EvaluatedText.shortened(key)),
						ex);
			}
			stored(key, value, tried.get(), replaced);
			count(WriteOutcome.APPLIED);
		}
		finally {
			lock(key).unlock();
		}
	}

	/** Writes above whatever version the store has by now. */
	private void overtake(K key, @Nullable V value, AtomicLong version) {
		for (int race = 0; race < MOST_RACES; race++) {
			WriteOutcome outcome = give(List.of(new VersionedEntry<>(key, value, version.get()))).get(0);
			if (outcome == WriteOutcome.APPLIED) {
				return;
			}
			if (outcome == WriteOutcome.FAILED) {
				throw new IllegalStateException("The store does not have it");
			}
			VersionedEntry<K, V> newer = this.store.load(key);
			version.set(((newer != null) ? newer.version() : version.get()) + 1);
		}
		throw new IllegalStateException("Other writers changed it " + MOST_RACES + " times in the meantime");
	}

	private void awaitTurn(K key, Duration timeout) {
		try {
			if (lock(key).tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
				return;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CacheWriteException("Interrupted before '%s' was written".formatted(EvaluatedText.shortened(key)),
					ex);
		}
		throw new CacheWriteException("Cache '%s' is busy: '%s' was not written within %s".formatted(this.cache,
				EvaluatedText.shortened(key), timeout), null);
	}

}
