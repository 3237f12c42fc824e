/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.List;

/**
 * What became of the entries of a cache that was flushed.
 *
 * @param written how many the store has confirmed
 * @param stale how many the store did not need: a newer writer had won
 * @param failed the keys of those that are still dirty
 * @param unknown the keys of those whose write has not returned: the store has them or
 * not
 * @since 0.1
 */
public record FlushResult(long written, long stale, List<String> failed, List<String> unknown) {

	/** Nothing was dirty. */
	public static final FlushResult NOTHING = new FlushResult(0, 0, List.of(), List.of());

	/**
	 * Creates a result.
	 * @param failed the keys of those that are still dirty, as text
	 * @param unknown the keys of those whose write has not returned, as text
	 */
	public FlushResult {
		failed = List.copyOf(failed);
		unknown = List.copyOf(unknown);
	}

	/**
	 * Whether the store has everything.
	 * @return {@code true} if no key is left
	 */
	public boolean complete() {
		return this.failed.isEmpty() && this.unknown.isEmpty();
	}

}
