/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request that comes too late to be served.
 */
interface RouteOfLateRequest {

	/** Where no framework can be asked. */
	RouteOfLateRequest UNKNOWN = (request) -> null;

	/**
	 * Returns the route that a request would take.
	 * @param nativeRequest the server's request, which is not served
	 * @return its pattern, or {@code null} if it is not known
	 */
	@Nullable String apply(Object nativeRequest);

}
