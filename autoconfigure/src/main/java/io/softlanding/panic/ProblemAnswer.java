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

import org.springframework.http.HttpStatus;

/**
 * Answers requests that have failed: browsers with the error page of the application,
 * other clients with a problem document (RFC 9457) that does not say what went wrong.
 */
final class ProblemAnswer {

	private final String retryAfterSeconds;

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
		HttpStatus known = HttpStatus.resolve(status);
		String title = (known != null) ? known.getReasonPhrase() : (status < 500) ? "Client Error" : "Server Error";
		write(response, status, ("{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + "}")
			.getBytes(StandardCharsets.US_ASCII));
	}

	void write(HttpServletResponse response, int status, byte[] body) throws IOException {
		response.resetBuffer();
		response.setStatus(status);
		retryAfter(response, status);
		response.setHeader("Cache-Control", "no-store");
		response.setContentType("application/problem+json");
		response.setContentLength(body.length);
		try {
			response.getOutputStream().write(body);
		}
		catch (IllegalStateException ex) {
			// The application has asked for the writer.
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
