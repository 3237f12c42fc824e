/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

/**
 * What was acknowledged and is not in the store yet, one entry for each key. May be used
 * by any thread.
 *
 * <p>
 * A write to a key that is dirty takes the place of the one before it and keeps its
 * version, unless that one is being written: then it is a write of its own, with the next
 * version.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class DirtyEntries<K, V> {

	/** A stored version that is not known before the entry is written. */
	static final long UNKNOWN = -1;

	private final Map<K, Dirty<K, V>> entries = new ConcurrentHashMap<>();

	/**
	 * An acknowledged write.
	 *
	 * @param entry what is to be written
	 * @param beingWritten whether the store was given it and has not answered yet
	 * @param attempts how often it has failed
	 * @param notBeforeNanos when it may be tried again
	 */
	record Dirty<K, V>(VersionedEntry<K, V> entry, boolean beingWritten, int attempts, long notBeforeNanos) {

		/** Whether the version follows from what the store has when it is written. */
		boolean isUnversioned() {
			return this.entry.version() == UNKNOWN + 1;
		}

		private long nextVersion() {
			return isUnversioned() ? this.entry.version() : this.entry.version() + 1;
		}

		private Dirty<K, V> version(long version) {
			return new Dirty<>(new VersionedEntry<>(this.entry.key(), this.entry.value(), version), false,
					this.attempts, this.notBeforeNanos);
		}

	}

	/**
	 * Adds a write, or lets it take the place of one.
	 * @param stored the version that is stored, or {@link #UNKNOWN}; asked only when the
	 * key is not dirty, at once, and must not ask back
	 */
	void add(K key, @Nullable V value, ToLongFunction<K> stored) {
		this.entries.compute(key, (any, current) -> {
			if (current == null) {
				return new Dirty<>(new VersionedEntry<>(key, value, stored.applyAsLong(key) + 1), false, 0, 0);
			}
			if (current.beingWritten()) {
				return new Dirty<>(new VersionedEntry<>(key, value, current.nextVersion()), false, 0, 0);
			}
			// The store may have what it was given, though its answer was lost.
			long version = (current.attempts() > 0) ? current.nextVersion() : current.entry().version();
			return new Dirty<>(new VersionedEntry<>(key, value, version), false, current.attempts(),
					current.notBeforeNanos());
		});
	}

	/** Adds a write unless the key is dirty or stored. */
	@Nullable VersionedEntry<K, V> addIfAbsent(K key, V value, ToLongFunction<K> stored) {
		Dirty<K, V> current = this.entries.computeIfAbsent(key, (absent) -> (stored.applyAsLong(absent) > 0) ? null
				: new Dirty<>(new VersionedEntry<>(key, value, 1), false, 0, 0));
		return (current != null) ? current.entry() : null;
	}

	@Nullable VersionedEntry<K, V> get(K key) {
		Dirty<K, V> current = this.entries.get(key);
		return (current != null) ? current.entry() : null;
	}

	boolean contains(K key) {
		return this.entries.containsKey(key);
	}

	int size() {
		return this.entries.size();
	}

	/**
	 * Takes entries to be written, which stay until {@link #stored} or {@link #failed} is
	 * called.
	 */
	List<Dirty<K, V>> take(int most, Predicate<Dirty<K, V>> which) {
		List<Dirty<K, V>> taken = new ArrayList<>();
		for (K key : this.entries.keySet()) {
			take(key, which, taken);
			if (taken.size() == most) {
				break;
			}
		}
		return taken;
	}

	/** Takes one entry to be written, however often it has failed. */
	List<Dirty<K, V>> take(K key) {
		List<Dirty<K, V>> taken = new ArrayList<>();
		take(key, (dirty) -> true, taken);
		return taken;
	}

	private void take(K key, Predicate<Dirty<K, V>> which, List<Dirty<K, V>> taken) {
		this.entries.computeIfPresent(key, (any, current) -> {
			if (current.beingWritten() || !which.test(current)) {
				return current;
			}
			Dirty<K, V> marked = new Dirty<>(current.entry(), true, current.attempts(), 0);
			taken.add(marked);
			return marked;
		});
	}

	/**
	 * Removes a stored entry. A newer write stays, with a version above the stored one.
	 */
	void stored(K key, @Nullable Dirty<K, V> written, long version) {
		this.entries.computeIfPresent(key, (any, current) -> {
			if (current == written) {
				return null;
			}
			return (current.entry().version() <= version) ? current.version(version + 1) : current;
		});
	}

	/** Keeps what the store does not have, for another attempt. */
	void failed(Dirty<K, V> written, int attempts, long notBeforeNanos) {
		this.entries.computeIfPresent(written.entry().key(), (any, current) -> (current == written)
				? new Dirty<>(written.entry(), false, written.attempts() + attempts, notBeforeNanos) : current);
	}

	/**
	 * Raises a dirty entry above a version that the store may have after a failed write.
	 */
	void above(K key, long version) {
		this.entries.computeIfPresent(key,
				(any, current) -> (current.entry().version() <= version && !current.isUnversioned())
						? current.version(version + 1) : current);
	}

	Set<K> keys() {
		return new HashSet<>(this.entries.keySet());
	}

	/** Returns the keys of those that are being written, or of those that are not. */
	List<String> keys(boolean beingWritten) {
		return this.entries.values()
			.stream()
			.filter((dirty) -> dirty.beingWritten() == beingWritten)
			.map((dirty) -> String.valueOf(dirty.entry().key()))
			.toList();
	}

}
