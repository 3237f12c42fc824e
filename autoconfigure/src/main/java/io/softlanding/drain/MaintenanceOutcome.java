/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

/**
 * What becomes of a wish for maintenance, or for its end.
 */
enum MaintenanceOutcome {

	/** It has begun; the status tells the rest. */
	STARTED,

	/** That is how it is already. */
	UNCHANGED,

	/** Something else is under way that has to end first, or that will end everything. */
	BUSY,

	/** The application has not started yet. */
	NOT_READY

}
