/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

/**
 * Treatment of an event stream that is still open when half of the time for requests in
 * flight has passed.
 *
 * @since 0.1
 */
public enum StreamEnd {

	/** Ends the stream as the application would. The client gets a complete response. */
	COMPLETE,

	/** Waits for the stream as for any other request. */
	AWAIT,

	/** Stops waiting for the stream. Its connection breaks when the server stops. */
	CUT

}
