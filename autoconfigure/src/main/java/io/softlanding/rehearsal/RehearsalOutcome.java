/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

/**
 * How a rehearsal ended.
 */
enum RehearsalOutcome {

	/** Everything that can be rehearsed was observed. */
	COMPLETED,

	/** Ended early, by a request or because the fleet was no longer large enough. */
	ABORTED,

	/** Ended by its own deadline. */
	TIMED_OUT,

	/** Became the drain that ends the process. */
	SUPERSEDED,

	/** Did not begin. */
	REFUSED

}
