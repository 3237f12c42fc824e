/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

/**
 * Whether panics may take an instance out of traffic.
 *
 * @since 0.1
 */
public enum ReadinessMode {

	/** Only while enough other instances stay ready, as counted in Redis. */
	GUARDED,

	/** Whatever the other instances do. */
	ALWAYS,

	/** Never. */
	OFF

}
