/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

/**
 * Makes write-behind caches with the application's settings. A cache is flushed when the
 * instance drains, whether it is a bean or not. One that is a bean is closed when the
 * bean is destroyed; close any other one yourself when you need it no longer.
 *
 * @since 0.1
 */
public interface WriteBehindCaches {

	/**
	 * Makes a cache with the settings of {@code softlanding.cache.write-behind}.
	 * @param <K> the type of the keys
	 * @param <V> the type of the values
	 * @param name its unique name
	 * @param store what it reads from and writes to
	 * @return the cache
	 */
	<K, V> WriteBehindCache<K, V> create(String name, VersionedStore<K, V> store);

	/**
	 * Makes a cache with settings of its own.
	 * @param <K> the type of the keys
	 * @param <V> the type of the values
	 * @param name its unique name
	 * @param store what it reads from and writes to
	 * @param settings how it writes
	 * @return the cache
	 */
	<K, V> WriteBehindCache<K, V> create(String name, VersionedStore<K, V> store, WriteBehindSettings settings);

}
