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

	/** The store has it. */
	APPLIED,

	/**
	 * The store has this version or a higher one: a success that changes nothing. What it
	 * has may be this very write, tried again after its answer was lost.
	 */
	STALE,

	/** The store does not have it. */
	FAILED

}
