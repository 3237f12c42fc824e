/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Problem documents (RFC 9457).
 */
final class Problem {

	static final String TYPE = "application/problem+json";

	private Problem() {
	}

	/**
	 * Returns a document.
	 * @param reason why, in one word, or {@code null} to say no more than the status does
	 */
	static byte[] document(int status, @Nullable String reason) {
		return ("{\"type\":\"about:blank\",\"title\":\"" + title(status) + "\",\"status\":" + status
				+ ((reason != null) ? ",\"reason\":\"" + reason + "\"}" : "}"))
			.getBytes(StandardCharsets.US_ASCII);
	}

	private static String title(int status) {
		HttpStatus known = HttpStatus.resolve(status);
		return (known != null) ? known.getReasonPhrase() : (status < 500) ? "Client Error" : "Server Error";
	}

}
