/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

/**
 * What is done when the virtual machine cannot be trusted any more.
 *
 * @since 0.1
 */
public enum FatalAction {

	/** The instance drains within {@code softlanding.panic.fatal.timeout}, and exits. */
	DRAIN,

	/** The instance drains within a second, and exits. */
	EXIT,

	/** It is logged, and liveness is broken. */
	LOG

}
