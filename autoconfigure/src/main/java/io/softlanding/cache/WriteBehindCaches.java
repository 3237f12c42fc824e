/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

/**
 * Factory of write-behind caches. Each cache is flushed when the instance drains, even if
 * it is not a bean. A cache that is a bean is closed when the bean is destroyed. Close
 * other caches yourself when you do not need them any more.
 *
 * @since 0.1
 */
public interface WriteBehindCaches {

	/**
	 * Creates a cache with the settings of {@code softlanding.cache.write-behind}.
	 * @param <K> the type of the keys
	 * @param <V> the type of the values
	 * @param name the unique name of the cache
	 * @param store the store of the cache
	 * @return the cache
	 */
	<K, V> WriteBehindCache<K, V> create(String name, VersionedStore<K, V> store);

	/**
	 * Creates a cache with its own settings.
	 * @param <K> the type of the keys
	 * @param <V> the type of the values
	 * @param name the unique name of the cache
	 * @param store the store of the cache
	 * @param settings the settings of the cache
	 * @return the cache
	 */
	<K, V> WriteBehindCache<K, V> create(String name, VersionedStore<K, V> store, WriteBehindSettings settings);

}
