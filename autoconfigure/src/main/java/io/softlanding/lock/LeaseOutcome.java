/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

/**
 * How a lease ended.
 *
 * @since 0.1
 */
enum LeaseOutcome {

	/** The server has confirmed that it is free. */
	RELEASED,

	/** It expired, or could not be renewed in time, before it was released. */
	LOST,

	/**
	 * Redis was about to be stopped while its work was still running: it is not renewed
	 * any more and lapses, unless its work closes it in time.
	 */
	ABANDONED,

	/** The server has not confirmed that it is free: it may be held until it lapses. */
	FAILED

}
