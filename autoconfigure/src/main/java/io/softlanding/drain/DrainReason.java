/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

/**
 * Why an instance drains.
 *
 * @since 0.1
 */
public enum DrainReason {

	/** The process was told to terminate, as Kubernetes, systemd and Docker do. */
	SIGTERM,

	/** Ctrl-C was pressed. */
	SIGINT,

	/**
	 * The application context is being closed: an exit, an endpoint, a test, or a signal
	 * that could not be handled.
	 */
	CLOSE,

	/** Requested through the endpoint, and may be undone. */
	MAINTENANCE,

	/** Only rehearsed: it rejects and ends nothing, and is undone. */
	REHEARSAL,

	/** Something has happened that this process cannot go on after. */
	PANIC;

	/**
	 * Whether the instance stays alive, and what the drain does can be undone.
	 * @return {@code true} for {@link #MAINTENANCE} and {@link #REHEARSAL}
	 */
	public boolean isReversible() {
		return this == MAINTENANCE || this == REHEARSAL;
	}

}
