/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

/**
 * Who answers a request that ends with an uncaught error.
 *
 * @since 0.1
 */
public enum PanicAnswers {

	/** The application and its server, as without this library. */
	APPLICATION,

	/**
	 * A problem document (RFC 9457) with a status that depends on the error, and nothing
	 * of what went wrong. Browsers get the application's error page.
	 */
	PROBLEM

}
