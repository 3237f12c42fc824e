/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

/**
 * Outcome of a write in a store.
 *
 * @since 0.1
 */
public enum WriteOutcome {

	/** The store has the write. */
	APPLIED,

	/**
	 * The store already has this version or a higher one, so that the write succeeds
	 * without a change. The stored entry can be that of the same write, if it was tried
	 * again because the response was lost.
	 */
	STALE,

	/** The store does not have the write. */
	FAILED

}
