package io.softlanding.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.servlet.http.HttpServletResponse;

/**
 * What a request is told that arrives when nothing is accepted any more: 503 with a
 * problem document (RFC 9457).
 */
final class LateAnswer {

	private static final byte[] PROBLEM = """
			{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"This instance takes no more requests."}"""
		.getBytes(StandardCharsets.UTF_8);

	private final String retryAfterSeconds;

	LateAnswer(Duration retryAfter) {
		this.retryAfterSeconds = Long.toString(Math.max(1, retryAfter.toSeconds()));
	}

	void write(HttpServletResponse response) throws IOException {
		response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
		response.setHeader("Retry-After", this.retryAfterSeconds);
		response.setContentType("application/problem+json");
		response.setContentLength(PROBLEM.length);
		response.getOutputStream().write(PROBLEM);
		response.flushBuffer();
	}

}
