/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where a {@link WriteBehindCache} reads from and writes to. Called by many threads at
 * once; writes of one key never overlap.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @since 0.1
 */
public interface VersionedStore<K, V> {

	/**
	 * Reads an entry.
	 * @param key the key
	 * @return the entry, or {@code null} if there is none
	 */
	@Nullable VersionedEntry<K, V> load(K key);

	/**
	 * Writes entries, each only if its version is higher than the one that is stored. A
	 * batch that throws is tried again entry by entry, so that one of them cannot keep
	 * the others from being written.
	 * @param entries at most one for each key
	 * @return an outcome for each of them, in their order
	 */
	List<WriteOutcome> write(List<VersionedEntry<K, V>> entries);

}
