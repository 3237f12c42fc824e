/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Strategy for reading and writing the entries of a {@link WriteBehindCache}. Several
 * threads may call it at the same time, but writes of the same key never overlap.
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
	 * Writes entries, each only if its version is higher than the stored one. If this
	 * method throws an exception, the cache tries the entries of the batch one by one, so
	 * that one of them cannot block the others.
	 * @param entries the entries, at most one for each key
	 * @return an outcome for each entry, in the same order
	 */
	List<WriteOutcome> write(List<VersionedEntry<K, V>> entries);

}
