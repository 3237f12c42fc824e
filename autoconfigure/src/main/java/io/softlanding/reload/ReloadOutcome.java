/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

/**
 * What became of a reload.
 *
 * @since 0.1
 */
public enum ReloadOutcome {

	/** The new configuration is in force, all of it. */
	APPLIED,

	/** The files say what is in force already. */
	UNCHANGED,

	/** A dry run: it could have been applied. */
	VALID,

	/** Another reload was running. Nothing has changed. */
	BUSY,

	/**
	 * The instance is starting or draining. Nothing has changed.
	 */
	REFUSED,

	/**
	 * The files cannot be read, bound or believed, and the answer says why. Nothing has
	 * changed.
	 */
	INVALID,

	/**
	 * A listener could not follow, or something that was asked has not come back in time.
	 * What the others had done was undone, and the old configuration is in force.
	 */
	FAILED,

	/**
	 * A listener could not follow, and one could not go back, or never answered. The old
	 * records are in force; what that listener has done to the application is not known.
	 * Or the new records are in force, and the environment could not follow them. The
	 * message says which.
	 */
	UNKNOWN

}
