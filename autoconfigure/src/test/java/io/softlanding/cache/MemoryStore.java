/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * A store that does what a test tells it to do.
 */
final class MemoryStore implements VersionedStore<String, Integer> {

	final Map<String, VersionedEntry<String, Integer>> rows = new ConcurrentHashMap<>();

	final List<List<VersionedEntry<String, Integer>>> batches = new CopyOnWriteArrayList<>();

	/** Runs before each batch is applied; may throw or hang. */
	volatile Before before = (batch) -> {
	};

	@FunctionalInterface
	interface Before {

		void batch(List<VersionedEntry<String, Integer>> batch) throws InterruptedException;

	}

	@Override
	public @Nullable VersionedEntry<String, Integer> load(String key) {
		return this.rows.get(key);
	}

	@Override
	public List<WriteOutcome> write(List<VersionedEntry<String, Integer>> entries) {
		this.batches.add(entries);
		try {
			this.before.batch(entries);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		List<WriteOutcome> outcomes = new ArrayList<>();
		entries.forEach((entry) -> outcomes.add((this.rows.merge(entry.key(), entry,
				(old, now) -> (now.version() > old.version()) ? now : old) == entry) ? WriteOutcome.APPLIED
						: WriteOutcome.STALE));
		return outcomes;
	}

	@Nullable Integer value(String key) {
		VersionedEntry<String, Integer> row = this.rows.get(key);
		return (row != null) ? row.value() : null;
	}

	/** The store as another instance would change it. */
	void overtake(String key, int value, long version) {
		this.rows.put(key, new VersionedEntry<>(key, value, version));
	}

}
