/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

/**
 * Cause of a reload.
 *
 * @since 0.1
 */
public enum ReloadTrigger {

	/** The start of the application. */
	STARTUP,

	/** A process signal. */
	SIGNAL,

	/** The {@code reload} endpoint. */
	ENDPOINT,

	/** Files that have changed. */
	FILE_WATCH

}
