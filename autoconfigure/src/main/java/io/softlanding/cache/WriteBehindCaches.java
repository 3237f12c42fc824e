package io.softlanding.cache;

/**
 * Makes write-behind caches with the application's settings. Declare what it makes as a
 * bean, or hand it to a cache manager: then it is flushed when the instance drains.
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
