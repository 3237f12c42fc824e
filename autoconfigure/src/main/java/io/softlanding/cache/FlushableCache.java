/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;

/**
 * A cache that acknowledges writes before they have reached their store. Every bean of
 * this type, and every such cache of a {@link org.springframework.cache.CacheManager}, is
 * flushed in the drain's phase CACHES. All methods may be called by any thread.
 *
 * @since 0.1
 */
public interface FlushableCache {

	/**
	 * Returns the name of this cache in status, logs and metrics.
	 * @return the name, unique among the caches of an application
	 */
	String getName();

	/**
	 * Returns the number of entries that have been acknowledged and are not in the store
	 * yet.
	 * @return the number of dirty entries
	 */
	long dirty();

	/**
	 * Writes the entries that are dirty at the time of the call.
	 * @param timeout the maximum time to wait
	 * @return the result for these entries
	 * @throws InterruptedException if the caller is interrupted; the entries are still
	 * written
	 */
	FlushResult flush(Duration timeout) throws InterruptedException;

	/**
	 * Switches the read-only mode, in which no write is acknowledged before it is in the
	 * store. Evictions are always permitted.
	 * @param readOnly whether writes go through to the store, or are refused
	 */
	void readOnly(boolean readOnly);

	/**
	 * Closes the cache without flushing it. Threads that use it may finish, and later
	 * calls get a {@link CacheClosedException}. Closing the cache again has no effect. A
	 * drain does not call this method: close the cache when its bean is destroyed.
	 * @param timeout the maximum time to wait for threads that use the cache
	 * @return whether no thread uses the cache any more
	 * @throws InterruptedException if the caller is interrupted; the cache is closed
	 * nevertheless
	 */
	boolean close(Duration timeout) throws InterruptedException;

}
