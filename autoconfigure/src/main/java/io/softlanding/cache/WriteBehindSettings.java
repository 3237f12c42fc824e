/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;

/**
 * How a {@link WriteBehindCache} writes.
 *
 * @param mode when a write is acknowledged
 * @param flushDelay how long a write may stay in memory; what a SIGKILL can cost
 * @param batchSize how many entries the store is given at once
 * @param maxDirty how many entries may be dirty: beyond that a write goes through to the
 * store, which slows its writer down
 * @param maxEntries how many entries that are in the store are kept in memory; those that
 * are dirty always are
 * @param writeTimeout how long a write that goes through waits for its turn
 * @param whenReadOnly what happens to a write while the cache is read-only
 * @since 0.1
 */
public record WriteBehindSettings(Mode mode, Duration flushDelay, int batchSize, int maxDirty, long maxEntries,
		Duration writeTimeout, WhenReadOnly whenReadOnly) {

	/** When a write is acknowledged. */
	public enum Mode {

		/** When it is in memory. */
		WRITE_BEHIND,

		/** When it is in the store. */
		WRITE_THROUGH

	}

	/** What happens to a write while the cache is read-only. */
	public enum WhenReadOnly {

		/** It is acknowledged when it is in the store. */
		WRITE_THROUGH,

		/** Its writer gets a {@link CacheWriteException}. */
		REFUSE

	}

	/**
	 * Creates settings.
	 * @throws IllegalArgumentException if a number or a duration is not positive
	 */
	public WriteBehindSettings {
		positive("flushDelay", flushDelay.toNanos());
		positive("batchSize", batchSize);
		positive("maxDirty", maxDirty);
		positive("maxEntries", maxEntries);
		positive("writeTimeout", writeTimeout.toNanos());
	}

	private static void positive(String name, long value) {
		if (value <= 0) {
			throw new IllegalArgumentException(name + " must be positive");
		}
	}

}
