/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a request is told that has failed: the application's own error page if a browser
 * asks, a problem document (RFC 9457) otherwise. Nothing of what went wrong is in it.
 */
final class ProblemAnswer {

	private final String retryAfterSeconds;

	/**
	 * Creates the answer.
	 * @param retryAfter what callers are told to wait when something is unavailable
	 */
	ProblemAnswer(Duration retryAfter) {
		this.retryAfterSeconds = Long.toString(Math.max(1, retryAfter.toSeconds()));
	}

	void write(HttpServletRequest request, HttpServletResponse response, PanicClassification classification,
			Throwable error) throws IOException {
		int status = classification.status();
		if (request.getDispatcherType() != DispatcherType.ERROR && wantsPage(request)) {
			if (status == HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
				// For pages by type; the server answers such a request with 500.
				request.setAttribute(RequestDispatcher.ERROR_EXCEPTION, error);
			}
			retryAfter(response, status);
			response.sendError(status);
			return;
		}
		write(response, status, null);
	}

	/**
	 * Writes a problem document.
	 * @param reason why, in one word, or {@code null} to say no more than the status does
	 */
	void write(HttpServletResponse response, int status, @Nullable String reason) throws IOException {
		byte[] body = Problem.document(status, reason);
		response.resetBuffer();
		response.setStatus(status);
		retryAfter(response, status);
		response.setHeader("Cache-Control", "no-store");
		response.setContentType(Problem.TYPE);
		response.setContentLength(body.length);
		try {
			response.getOutputStream().write(body);
		}
		catch (IllegalStateException ex) {
			// The writer was there first.
			response.getWriter().write(new String(body, StandardCharsets.US_ASCII));
		}
		response.flushBuffer();
	}

	private void retryAfter(HttpServletResponse response, int status) {
		if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
			response.setHeader("Retry-After", this.retryAfterSeconds);
		}
	}

	private static boolean wantsPage(HttpServletRequest request) {
		String accept = request.getHeader("Accept");
		return accept != null && accept.contains("text/html");
	}

}
