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

	/** Ends it as the application would; its client sees a complete response. */
	COMPLETE,

	/** Waits for it as for any other request. */
	AWAIT,

	/** Stops waiting for it; its connection breaks when the server stops. */
	CUT

}
