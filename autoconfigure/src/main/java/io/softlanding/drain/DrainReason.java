/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

/**
 * Reason for a drain.
 *
 * @since 0.1
 */
public enum DrainReason {

	/** The process received SIGTERM, as from Kubernetes, systemd and Docker. */
	SIGTERM,

	/** Ctrl-C was pressed. */
	SIGINT,

	/**
	 * The application context is being closed: an exit, an endpoint, a test, or a signal
	 * that could not be handled.
	 */
	CLOSE,

	/** The drain was requested through the endpoint, and can be undone. */
	MAINTENANCE,

	/** The drain is only rehearsed: it rejects and ends nothing, and is undone. */
	REHEARSAL,

	/** A fatal error has occurred. */
	PANIC;

	/**
	 * Whether the instance stays alive, and what the drain does can be undone.
	 * @return {@code true} for {@link #MAINTENANCE} and {@link #REHEARSAL}
	 */
	public boolean isReversible() {
		return this == MAINTENANCE || this == REHEARSAL;
	}

}
