/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.Locale;

/**
 * How bad it is that something has escaped.
 *
 * @since 0.1
 */
public enum PanicSeverity {

	/** Nothing is wrong here: the client went away, or a drain refuses. Only counted. */
	IGNORED,

	/** The caller's mistake: a bad request, something that does not exist. */
	EXPECTED,

	/** A bug. */
	ERROR,

	/** Something that is needed is down or overloaded. */
	UNAVAILABLE,

	/** The virtual machine cannot be trusted any more. */
	FATAL;

	/**
	 * Whether the service has failed, and not its caller.
	 * @return {@code true} for what is answered with 5xx and counts against readiness
	 */
	public boolean isFailure() {
		return this.compareTo(ERROR) >= 0;
	}

	String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
