/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.List;

/**
 * Result of the flush of a cache.
 *
 * @param written the number of entries that the store has confirmed
 * @param stale the number of entries that were not written, because the store has a
 * higher version
 * @param failed the keys of the entries that are still dirty
 * @param unknown the keys of the entries whose write has not returned, so that it is
 * unknown whether the store has them
 * @since 0.1
 */
public record FlushResult(long written, long stale, List<String> failed, List<String> unknown) {

	/** The result of a flush without dirty entries. */
	public static final FlushResult NOTHING = new FlushResult(0, 0, List.of(), List.of());

	/**
	 * Creates a result.
	 * @param failed the keys of the entries that are still dirty, as text
	 * @param unknown the keys of the entries whose write has not returned, as text
	 */
	public FlushResult {
		failed = List.copyOf(failed);
		unknown = List.copyOf(unknown);
	}

	/**
	 * Whether the store has confirmed all entries.
	 * @return {@code true} if no entry has failed or is unknown
	 */
	public boolean complete() {
		return this.failed.isEmpty() && this.unknown.isEmpty();
	}

}
