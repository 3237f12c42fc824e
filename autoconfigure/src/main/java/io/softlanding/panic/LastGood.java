/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * The last good responses, a hundred of 64 kB at most: answers to GET that are public, or
 * of routes that answer all callers alike. A response of another route is used for the
 * caller who got it only, whatever tells callers apart: of the headers of a request, only
 * those count for nothing of which that is known.
 */
final class LastGood {

	static final int LONGEST_BODY = 64 * 1024;

	private static final int MOST = 100;

	private static final String CERTIFICATE = "jakarta.servlet.request.X509Certificate";

	/** What Spring Security writes where the application has not decided. */
	private static final String UNDECIDED = "no-cache, no-store, max-age=0, must-revalidate";

	/** Headers that say nothing of a caller, and do not change what is answered. */
	private static final Set<String> NEUTRAL = Set.of("host", "user-agent", "accept-encoding", "connection",
			"keep-alive", "te", "upgrade", "http2-settings", "upgrade-insecure-requests", "priority", "via", "referer",
			"dnt", "cache-control", "pragma", "range", "if-range", "if-match", "if-none-match", "if-modified-since",
			"if-unmodified-since", "content-length", "traceparent", "tracestate", "b3", "x-b3-traceid", "x-b3-spanid",
			"x-b3-parentspanid", "x-b3-sampled", "x-request-id", "x-correlation-id", "x-amzn-trace-id",
			"x-cloud-trace-context", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-user",
			"sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform");

	/** Where a response may say that it varies: a body is never kept for those. */
	private static final Set<String> CROSS_ORIGIN = Set.of("origin", "access-control-request-method",
			"access-control-request-headers", "accept-encoding");

	private final Set<String> headers = new TreeSet<>(Set.of("origin"));

	private final Map<String, GoodResponse> responses = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, GoodResponse> eldest) {
			return size() > MOST;
		}

	};

	/**
	 * Creates a place that is empty.
	 * @param headers names of headers that always tell responses apart
	 */
	LastGood(Collection<String> headers) {
		headers.forEach((header) -> this.headers.add(header.toLowerCase(Locale.ROOT)));
	}

	/**
	 * Returns what the response to a request is kept under. Called where the application
	 * has let the request in and knows its caller.
	 * @param shared whether all callers are answered alike
	 * @return a digest, because it contains credentials; {@code null} if nothing is kept
	 */
	@Nullable String key(HttpServletRequest request, boolean shared) {
		if (!request.getMethod().equals("GET") || request.getContentLengthLong() > 0
				|| request.getHeader("Transfer-Encoding") != null) {
			return null;
		}
		MessageDigest digest = sha256();
		add(digest, request.getScheme(), request.getServerName(), Integer.toString(request.getServerPort()),
				request.getRequestURI(), request.getQueryString());
		Set<String> names = new TreeSet<>();
		for (String header : Collections.list(request.getHeaderNames())) {
			String name = header.toLowerCase(Locale.ROOT);
			if (this.headers.contains(name) || !shared && !NEUTRAL.contains(name)) {
				names.add(name);
			}
		}
		names.forEach((name) -> add(digest, name, Collections.list(request.getHeaders(name)).toString()));
		return (shared || addCaller(digest, request)) ? HexFormat.of().formatHex(digest.digest()) : null;
	}

	private static boolean addCaller(MessageDigest digest, HttpServletRequest request) {
		Principal principal = request.getUserPrincipal();
		// A proxy's headers with the address may be gone: they are what this address is
		// made of.
		add(digest, request.getRemoteAddr(), request.getRemoteUser(), request.getRequestedSessionId(),
				(principal != null) ? principal.getName() : null);
		Object certificates = request.getAttribute(CERTIFICATE);
		if (!(certificates instanceof X509Certificate[] chain)) {
			return certificates == null;
		}
		try {
			for (X509Certificate certificate : chain) {
				digest.update(certificate.getEncoded());
			}
			return true;
		}
		catch (CertificateEncodingException ex) {
			return false;
		}
	}

	private static void add(MessageDigest digest, @Nullable String... parts) {
		for (String part : parts) {
			byte[] bytes = String.valueOf(part).getBytes(StandardCharsets.UTF_8);
			digest.update((((part != null) ? "+" : "-") + bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
			digest.update(bytes);
		}
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

	void put(String key, boolean shared, HttpServletResponse response, byte[] body) {
		if (response.getStatus() == HttpServletResponse.SC_OK && response.getHeader("Set-Cookie") == null
				&& response.getHeader("Content-Encoding") == null && response.getHeader("Content-Range") == null
				&& mayBeKept(response, shared) && variesByKey(response, shared)) {
			GoodResponse good = new GoodResponse(response.getStatus(), response.getContentType(), body);
			synchronized (this.responses) {
				this.responses.put(key, good);
			}
		}
	}

	private static boolean mayBeKept(HttpServletResponse response, boolean shared) {
		if (shared && List.of(UNDECIDED).equals(List.copyOf(response.getHeaders("Cache-Control")))) {
			return true;
		}
		List<String> directives = values(response, "Cache-Control");
		return (shared || directives.contains("public")) && directives.stream()
			.noneMatch((directive) -> directive.equals("private") || directive.equals("no-store")
					|| !shared && directive.equals("no-cache"));
	}

	private boolean variesByKey(HttpServletResponse response, boolean shared) {
		return values(response, "Vary").stream()
			.allMatch((name) -> this.headers.contains(name) || CROSS_ORIGIN.contains(name)
					|| !shared && !name.equals("*") && !NEUTRAL.contains(name));
	}

	/** The elements of a header that is a list, without their parameters. */
	private static List<String> values(HttpServletResponse response, String header) {
		return response.getHeaders(header)
			.stream()
			.flatMap((value) -> Arrays.stream(value.split(",")))
			.map((value) -> value.replaceAll("=.*", "").strip().toLowerCase(Locale.ROOT))
			.toList();
	}

	@Nullable GoodResponse get(String key) {
		synchronized (this.responses) {
			return this.responses.get(key);
		}
	}

}
