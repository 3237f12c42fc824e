/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Callback for the end of a request, after asynchronous processing and error pages.
 * Cheaper than a listener of the container: Tomcat, if it has one of any kind, makes an
 * event of each attribute that a request sets.
 */
public interface RequestEnd {

	/** The server is about to start, and will call {@link #ended}. */
	void observed();

	/**
	 * A request is over. Called by request threads; must be quick.
	 * @param request the request, with its attributes
	 */
	void ended(HttpServletRequest request);

}
