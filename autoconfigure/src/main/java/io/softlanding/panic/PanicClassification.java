/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.Objects;

/**
 * What a panic is taken for.
 *
 * @param severity how bad it is
 * @param status what a request is answered with; 0 if there is no answer
 * @since 0.1
 */
public record PanicClassification(PanicSeverity severity, int status) {

	/** The client went away. */
	public static final PanicClassification CLIENT_GONE = new PanicClassification(PanicSeverity.IGNORED, 0);

	/** This instance is about to end, and refuses. */
	public static final PanicClassification REFUSED = new PanicClassification(PanicSeverity.IGNORED, 503);

	/** The request cannot be understood. */
	public static final PanicClassification BAD_REQUEST = new PanicClassification(PanicSeverity.EXPECTED, 400);

	/** What was asked for does not exist. */
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
