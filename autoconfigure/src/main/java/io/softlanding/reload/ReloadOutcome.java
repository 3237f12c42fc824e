/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

/**
 * Outcome of a reload.
 *
 * @since 0.1
 */
public enum ReloadOutcome {

	/** The new configuration is in force. */
	APPLIED,

	/** The files contain the configuration in force. */
	UNCHANGED,

	/** The dry run found no problem. */
	VALID,

	/** Another reload was running, and nothing has changed. */
	BUSY,

	/** The instance is starting or draining, and nothing has changed. */
	REFUSED,

	/** The files cannot be read, bound or accepted, and nothing has changed. */
	INVALID,

	/**
	 * A listener failed, or a call did not return in time. Committed changes were rolled
	 * back, and the old configuration is in force.
	 */
	FAILED,

	/**
	 * A listener could not roll back or did not return: the old records are in force, and
	 * it is unknown what the listener has done. Or the environment could not be updated:
	 * the new records are in force. The message describes which of the two happened.
	 */
	UNKNOWN

}
