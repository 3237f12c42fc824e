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
	 * Returns the name that status, logs and metrics use.
	 * @return the name, unique among the caches of an application
	 */
	String getName();

	/**
	 * Returns how many entries have been acknowledged and are not in the store yet.
	 * @return their number
	 */
	long dirty();

	/**
	 * Writes what is dirty now, and returns when that is done or time is up.
	 * @param timeout how long at most
	 * @return what became of the entries
	 * @throws InterruptedException if the caller is interrupted; writing goes on
	 */
	FlushResult flush(Duration timeout) throws InterruptedException;

	/**
	 * Acknowledges no more writes before they are in the store. Evictions always pass.
	 * @param readOnly whether from here on a write goes through to the store, or is
	 * refused
	 */
	void readOnly(boolean readOnly);

	/**
	 * Closes the cache: threads that use it may finish, later uses get a
	 * {@link CacheClosedException}. Does not flush. Closing again does nothing. A drain
	 * does not call this: the owner of a cache closes it when it is destroyed.
	 * @param timeout how long to wait for threads that use it
	 * @return whether no thread uses it any more
	 * @throws InterruptedException if the caller is interrupted; the cache is closed all
	 * the same
	 */
	boolean close(Duration timeout) throws InterruptedException;

}
