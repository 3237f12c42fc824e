/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import org.jspecify.annotations.Nullable;

/**
 * Where a panic was seen.
 *
 * @param route the route of a request
 * @param thread the name of the thread
 * @param transaction the name of the transaction
 * @param traceId the identifier of the trace
 */
record Where(@Nullable String route, String thread, @Nullable String transaction, @Nullable String traceId) {

	/** Takes the identifier out of the header of W3C's Trace Context. */
	static @Nullable String traceId(@Nullable String traceparent) {
		if (traceparent == null || traceparent.length() < 55 || traceparent.charAt(2) != '-'
				|| traceparent.charAt(35) != '-') {
			return null;
		}
		String id = traceparent.substring(3, 35);
		return id.chars().allMatch((digit) -> Character.digit(digit, 16) >= 0) ? id : null;
	}

}
