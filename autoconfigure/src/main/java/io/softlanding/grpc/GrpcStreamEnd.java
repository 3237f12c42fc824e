/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

/**
 * Treatment of streaming calls, and of calls whose client has not sent the complete
 * request, that are still open when half of the time for requests in flight has passed.
 *
 * @since 0.1
 */
public enum GrpcStreamEnd {

	/**
	 * Ends the call with status UNAVAILABLE, so that the client calls another instance.
	 */
	UNAVAILABLE,

	/** Waits for the call until the deadline, as for a unary call. */
	AWAIT

}
