/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.Locale;

/**
 * Severity of an uncaught error.
 *
 * @since 0.1
 */
public enum PanicSeverity {

	/**
	 * Not an error of this instance: the client has closed the connection, or the
	 * instance drains and refuses work. Only counted.
	 */
	IGNORED,

	/**
	 * An error of the caller, such as a request that cannot be read or a resource that
	 * does not exist.
	 */
	EXPECTED,

	/** A bug. */
	ERROR,

	/** A dependency is down or overloaded. */
	UNAVAILABLE,

	/** The virtual machine cannot be trusted any more. */
	FATAL;

	/**
	 * Whether the error counts as a failure of the service, and not of its caller.
	 * @return {@code true} for errors that are answered with 5xx and that affect
	 * readiness
	 */
	public boolean isFailure() {
		return this.compareTo(ERROR) >= 0;
	}

	String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
