/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

/**
 * The response to a request in flight, as its server sees it. Any thread may ask.
 */
interface ServerResponse {

	/** The instance drains from now on. */
	void announce();

	/** Whether it has begun, and is a stream of events. */
	boolean isEvents();

	/** Whether it has begun, and can be ended between two of its items. */
	boolean isEndable();

	/** Ends it as the application would, after the item that is being written. */
	void end();

}
