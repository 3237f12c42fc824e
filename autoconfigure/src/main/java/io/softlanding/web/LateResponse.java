/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Answer to a request that arrives when nothing is accepted any more: 503 with a problem
 * document (RFC 9457).
 */
final class LateResponse {

	static final int STATUS = 503;

	static final String CONTENT_TYPE = "application/problem+json";

	private static final byte[] PROBLEM = """
			{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"This instance accepts no more requests."}"""
		.getBytes(StandardCharsets.UTF_8);

	private final String retryAfterSeconds;

	LateResponse(Duration retryAfter) {
		this.retryAfterSeconds = Long.toString(Math.max(1, retryAfter.toSeconds()));
	}

	/** The header of that name: seconds. */
	String retryAfter() {
		return this.retryAfterSeconds;
	}

	byte[] problem() {
		return PROBLEM.clone();
	}

}
