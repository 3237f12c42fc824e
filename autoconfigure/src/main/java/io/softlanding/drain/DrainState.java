/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

/**
 * Where an instance stands.
 *
 * @since 0.1
 */
public enum DrainState {

	/** No drain has begun. */
	RUNNING,

	/** The front half runs: everything is still alive. */
	DRAINING,

	/** Drained for maintenance: the instance rests until it resumes or ends. */
	DRAINED,

	/** The back half runs: listeners have stopped, data is being made safe. */
	STOPPING,

	/** The drain is over. */
	STOPPED

}
