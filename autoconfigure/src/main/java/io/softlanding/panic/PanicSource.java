/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.Locale;

/**
 * Source of an uncaught error.
 *
 * @since 0.1
 */
public enum PanicSource {

	/**
	 * The filter chain of a request, in any of its dispatches, or the handler of a gRPC
	 * call.
	 */
	REQUEST,

	/** The run method of a thread. */
	THREAD,

	/** A method with {@code @Async} that returns nothing. */
	ASYNC,

	/**
	 * A run of a repeating task of a scheduler, or of a method with {@code @Scheduled}.
	 */
	SCHEDULED,

	/** A classifier, a reporter, or a listener of the read-only mode. */
	CALLBACK;

	String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
