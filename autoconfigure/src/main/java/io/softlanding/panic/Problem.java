package io.softlanding.panic;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

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
		return switch (status) {
			case 400 -> "Bad Request";
			case 401 -> "Unauthorized";
			case 403 -> "Forbidden";
			case 404 -> "Not Found";
			case 409 -> "Conflict";
			case 429 -> "Too Many Requests";
			case 500 -> "Internal Server Error";
			case 502 -> "Bad Gateway";
			case 503 -> "Service Unavailable";
			case 504 -> "Gateway Timeout";
			default -> (status < 500) ? "Client Error" : "Server Error";
		};
	}

}
