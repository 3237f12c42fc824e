/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;

/**
 * Kinds of failed requests, as a client sees them.
 *
 * @since 0.1.0
 */
public enum Failure {

	/** No connection. */
	REFUSED,

	/** The connection broke. */
	RESET,

	/** The connection ended before the response did, or without one. */
	TRUNCATED,

	/** A response with status 5xx. */
	SERVER_ERROR,

	/** Neither a response nor an end of the connection within the timeout. */
	TIMEOUT,

	/** A response that is not the expected one, such as one with status 4xx. */
	UNEXPECTED,

	/** No instance was ready, so the balancer answered with 503. */
	UNAVAILABLE,

	/** The client has cancelled the request on purpose; this does not count as failed. */
	CANCELLED;

	/**
	 * Returns the kind of an error of a connection.
	 * @param ex the error
	 * @return the kind of failure
	 */
	public static Failure of(IOException ex) {
		if (ex instanceof ConnectException) {
			return REFUSED;
		}
		if (ex instanceof SocketTimeoutException) {
			return TIMEOUT;
		}
		return (ex instanceof EOFException) ? TRUNCATED : RESET;
	}

}
