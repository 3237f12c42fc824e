/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;

/**
 * How a request can fail in the eyes of a client.
 */
enum Failure {

	/** No connection. */
	REFUSED,

	/** The connection broke. */
	RESET,

	/** The connection ended before the answer did, or without one. */
	TRUNCATED,

	/** An answer, but 5xx. */
	SERVER_ERROR,

	/** Neither an answer nor an end. */
	TIMEOUT,

	/** An answer that is not the one asked for. */
	UNEXPECTED;

	static Failure of(IOException ex) {
		if (ex instanceof ConnectException) {
			return REFUSED;
		}
		if (ex instanceof SocketTimeoutException) {
			return TIMEOUT;
		}
		return (ex instanceof EOFException) ? TRUNCATED : RESET;
	}

}
