/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

/**
 * A step of the drain. Phases run one after another, in the order of this enum; inside a
 * phase participants run concurrently.
 *
 * @since 0.1
 */
public enum DrainPhase {

	/** Announce at once that this instance is going away. */
	ANNOUNCE(false),

	/** Keep serving while callers learn it. */
	QUIET_PERIOD(false),

	/** Accept nothing new. */
	INTAKE(false),

	/** Wait for what was accepted. */
	IN_FLIGHT(false),

	/**
	 * Wait for open transactions, and end them by force only when the time is used up.
	 */
	TRANSACTIONS(true),

	/** Flush dirty caches. */
	CACHES(true),

	/** Release locks. */
	LOCKS(true),

	/** Last words: spools, appenders, reports. */
	HANDOFF(true);

	private final boolean backHalf;

	DrainPhase(boolean backHalf) {
		this.backHalf = backHalf;
	}

	/**
	 * Whether the phase runs after Spring has stopped all message listeners and the web
	 * server's own drain, and is paid from the reserve.
	 * @return {@code true} for the back half
	 */
	public boolean isBackHalf() {
		return this.backHalf;
	}

}
