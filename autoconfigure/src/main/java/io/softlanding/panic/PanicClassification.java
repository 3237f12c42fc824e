/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.Objects;

/**
 * Severity of an uncaught error, and the status of the response to its request.
 *
 * @param severity the severity
 * @param status the status of the response with
 * {@code softlanding.panic.answers=problem}; 0 if there is no response
 * @since 0.1
 */
public record PanicClassification(PanicSeverity severity, int status) {

	/** The client has closed the connection. */
	public static final PanicClassification CLIENT_GONE = new PanicClassification(PanicSeverity.IGNORED, 0);

	/** This instance drains, and refuses the work. */
	public static final PanicClassification REFUSED = new PanicClassification(PanicSeverity.IGNORED, 503);

	/** The request cannot be read. */
	public static final PanicClassification BAD_REQUEST = new PanicClassification(PanicSeverity.EXPECTED, 400);

	/** The requested resource does not exist. */
	public static final PanicClassification NOT_FOUND = new PanicClassification(PanicSeverity.EXPECTED, 404);

	/** A bug. */
	public static final PanicClassification ERROR = new PanicClassification(PanicSeverity.ERROR, 500);

	/** A dependency is down. */
	public static final PanicClassification UNAVAILABLE = new PanicClassification(PanicSeverity.UNAVAILABLE, 503);

	/** The virtual machine cannot be trusted any more. */
	public static final PanicClassification FATAL = new PanicClassification(PanicSeverity.FATAL, 500);

	public PanicClassification {
		Objects.requireNonNull(severity, "severity");
		if (status != 0 && (status < 400 || status > 599)) {
			throw new IllegalArgumentException("An uncaught error cannot be answered with " + status);
		}
	}

}
