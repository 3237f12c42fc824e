/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;

/**
 * Settings of a {@link WriteBehindCache}.
 *
 * @param mode when a write is acknowledged
 * @param flushDelay the maximum time for which a write stays in memory only; a SIGKILL
 * loses these writes
 * @param batchSize the maximum number of entries in one call of the store
 * @param maxDirty the maximum number of dirty entries; further writes go through to the
 * store, and their threads wait for it
 * @param maxEntries the maximum number of clean entries in memory; dirty entries are
 * always in memory
 * @param writeTimeout the maximum time for which a write-through waits for other writes
 * to the store
 * @param whenReadOnly the treatment of writes while the cache is read-only
 * @since 0.1
 */
public record WriteBehindSettings(Mode mode, Duration flushDelay, int batchSize, int maxDirty, long maxEntries,
		Duration writeTimeout, WhenReadOnly whenReadOnly) {

	/** When a write is acknowledged. */
	public enum Mode {

		/** Acknowledges a write when it is in memory. */
		WRITE_BEHIND,

		/** Acknowledges a write when it is in the store. */
		WRITE_THROUGH

	}

	/** Treatment of writes while the cache is read-only. */
	public enum WhenReadOnly {

		/** Writes through: the write is acknowledged when it is in the store. */
		WRITE_THROUGH,

		/** Refuses the write with a {@link CacheWriteException}. */
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
