/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

/**
 * Phase of a drain. Phases run one after the other, in the order of this enum.
 * Participants of the same phase run concurrently.
 *
 * @since 0.1
 */
public enum DrainPhase {

	/** Announces that this instance is going away. */
	ANNOUNCE(false),

	/**
	 * Continues to serve requests until callers know that this instance is going away.
	 */
	QUIET_PERIOD(false),

	/** Stops accepting new connections and work. */
	INTAKE(false),

	/** Waits for accepted requests and tasks. */
	IN_FLIGHT(false),

	/**
	 * Waits for open transactions, and ends them by force only when the time is used up.
	 */
	TRANSACTIONS(true),

	/** Flushes dirty caches. */
	CACHES(true),

	/** Releases locks. */
	LOCKS(true),

	/** Writes what is left: spools, log appenders, reports. */
	HANDOFF(true);

	private final boolean backHalf;

	DrainPhase(boolean backHalf) {
		this.backHalf = backHalf;
	}

	/**
	 * Whether the phase runs after Spring has stopped message listeners and the web
	 * server, and uses the reserve.
	 * @return {@code true} for the back half
	 */
	public boolean isBackHalf() {
		return this.backHalf;
	}

}
