/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
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
 * The last 100 good responses to GET requests, of at most 64 kB each. Those of routes
 * that answer all callers alike are used for all callers, but a caller without
 * credentials never gets the response of one with credentials. Those of other routes are
 * kept if they are public, and only used for the caller that got them. Any header tells
 * callers apart, except for those that are known not to.
 */
final class LastGoodResponses {

	static final int LONGEST_BODY = 64 * 1024;

	private static final int MOST = 100;

	private static final String CACHE_CONTROL = "Cache-Control";

	private static final String NO_STORE = "no-store";

	private static final String CERTIFICATE = "jakarta.servlet.request.X509Certificate";

	/** What Spring Security writes where the application has not decided. */
	private static final String UNDECIDED = "no-cache, no-store, max-age=0, must-revalidate";

	/** What forbids a response that the application was not asked for again. */
	private static final Set<String> NOT_REUSED = Set.of("no-cache", "must-revalidate", "proxy-revalidate");

	/** Headers that do not identify a caller, and do not change the response. */
	private static final Set<String> NEUTRAL = Set.of("host", "user-agent", "accept-encoding", "connection",
			"keep-alive", "te", "upgrade", "http2-settings", "upgrade-insecure-requests", "priority", "via", "referer",
			"dnt", "cache-control", "pragma", "range", "if-range", "if-match", "if-none-match", "if-modified-since",
			"if-unmodified-since", "content-length", "traceparent", "tracestate", "b3", "x-b3-traceid", "x-b3-spanid",
			"x-b3-parentspanid", "x-b3-sampled", "x-request-id", "x-correlation-id", "x-amzn-trace-id",
			"x-cloud-trace-context", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-user",
			"sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform");

	/** Headers of a request without credentials that may change the response. */
	private static final Set<String> ANONYMOUS = Set.of("accept", "accept-language", "content-type", "x-real-ip",
			"x-forwarded-for");

	/** Headers that say which host, port or path was asked for, or from which site. */
	private static final Set<String> TARGET = Set.of("origin", "forwarded", "x-forwarded-host", "x-forwarded-port",
			"x-forwarded-proto", "x-forwarded-prefix", "x-forwarded-server", "x-host", "x-original-host",
			"x-original-uri", "x-original-url", "x-rewrite-url", "x-http-method-override");

	/** Where a response may say that it varies: a body is never kept for those. */
	private static final Set<String> CROSS_ORIGIN = Set.of("origin", "access-control-request-method",
			"access-control-request-headers", "accept-encoding");

	private final Set<String> headers = new TreeSet<>(TARGET);

	private final Map<String, Response> responses = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Response> eldest) {
			return size() > MOST;
		}

	};

	/** A whole response. */
	record Response(int status, @Nullable String contentType, byte[] body) {

		void write(HttpServletResponse response) throws IOException {
			response.setStatus(this.status);
			if (this.contentType != null) {
				response.setContentType(this.contentType);
			}
			response.setContentLength(this.body.length);
			try {
				response.getOutputStream().write(this.body);
			}
			catch (IllegalStateException ex) {
				// The application has asked for the writer.
				response.getWriter().write(new String(this.body, response.getCharacterEncoding()));
			}
			response.flushBuffer();
		}

	}

	/** Creates a store that always keeps responses apart by the given headers. */
	LastGoodResponses(Collection<String> headers) {
		headers.forEach((header) -> this.headers.add(header.toLowerCase(Locale.ROOT)));
	}

	/** Whether responses do not depend on a header, or are kept apart by it. */
	boolean isNeutral(String header) {
		String name = header.toLowerCase(Locale.ROOT);
		return NEUTRAL.contains(name) || this.headers.contains(name);
	}

	/**
	 * Returns what the response to a request is kept under, and then what else it may be
	 * found under; empty if nothing is kept. Digests, because they contain credentials.
	 * Called where the application has let the request in and knows its caller.
	 * @param request the request as its handler sees it
	 * @param received the request as it was received: filters may have hidden headers
	 */
	List<String> keys(HttpServletRequest request, HttpServletRequest received, boolean alike) {
		if (!request.getMethod().equals("GET") || request.getContentLengthLong() > 0
				|| request.getHeader("Transfer-Encoding") != null
				|| values(Collections.list(request.getHeaders(CACHE_CONTROL))).contains(NO_STORE)) {
			return List.of();
		}
		Set<String> names = new TreeSet<>();
		boolean credentials = request.getUserPrincipal() != null || request.getAttribute(CERTIFICATE) != null;
		List<String> headers = new ArrayList<>(Collections.list(request.getHeaderNames()));
		headers.addAll(Collections.list(received.getHeaderNames()));
		for (String header : headers) {
			String name = header.toLowerCase(Locale.ROOT);
			credentials |= !isNeutral(name) && !ANONYMOUS.contains(name);
			if (this.headers.contains(name) || !alike && !NEUTRAL.contains(name)) {
				names.add(name);
			}
		}
		if (alike) {
			String anonymous = digest(request, received, names, sha256());
			return credentials ? List.of("credentials " + anonymous, anonymous) : List.of(anonymous);
		}
		MessageDigest digest = sha256();
		return addCaller(digest, request) ? List.of(digest(request, received, names, digest)) : List.of();
	}

	private static String digest(HttpServletRequest request, HttpServletRequest received, Set<String> names,
			MessageDigest digest) {
		add(digest, request.getScheme(), request.getServerName(), Integer.toString(request.getServerPort()),
				Integer.toString(request.getLocalPort()), request.getRequestURI(), request.getQueryString());
		names.forEach((name) -> add(digest, name, Collections.list(request.getHeaders(name)).toString(),
				Collections.list(received.getHeaders(name)).toString()));
		return HexFormat.of().formatHex(digest.digest());
	}

	/** Returns whether it is certain who the caller is. */
	private static boolean addCaller(MessageDigest digest, HttpServletRequest request) {
		if (request.getRequestedSessionId() != null || request.getSession(false) != null) {
			// It may have ended since, or have another user.
			return false;
		}
		Principal principal = request.getUserPrincipal();
		// Headers of a proxy may have been removed, and have become this address. The
		// text of a principal usually contains its rights.
		add(digest, "caller", request.getRemoteAddr(), request.getRemoteUser(),
				(principal != null) ? principal.getName() : null, String.valueOf(principal));
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
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	void put(String key, boolean shared, HttpServletResponse response, byte[] body) {
		if (response.getStatus() == HttpServletResponse.SC_OK && response.getHeader("Set-Cookie") == null
				&& response.getHeader("Content-Encoding") == null && response.getHeader("Content-Range") == null
				&& mayBeKept(response, shared) && variesByKey(response, shared)) {
			Response good = new Response(response.getStatus(), response.getContentType(), body);
			synchronized (this.responses) {
				this.responses.put(key, good);
			}
		}
	}

	private static boolean mayBeKept(HttpServletResponse response, boolean shared) {
		if (shared && List.of(UNDECIDED).equals(List.copyOf(response.getHeaders(CACHE_CONTROL)))) {
			return true;
		}
		List<String> directives = values(response.getHeaders(CACHE_CONTROL));
		return (shared || directives.contains("public")) && directives.stream()
			.noneMatch((directive) -> directive.equals("private") || directive.equals(NO_STORE)
					|| !shared && NOT_REUSED.contains(directive));
	}

	private boolean variesByKey(HttpServletResponse response, boolean shared) {
		return values(response.getHeaders("Vary")).stream()
			.allMatch((name) -> this.headers.contains(name) || CROSS_ORIGIN.contains(name)
					|| !shared && !name.equals("*") && !NEUTRAL.contains(name));
	}

	/** The elements of a header that is a list, without their parameters. */
	private static List<String> values(Collection<String> headers) {
		return headers.stream()
			.flatMap((value) -> Arrays.stream(value.split(",")))
			.map((value) -> value.replaceAll("=.*", "").strip().toLowerCase(Locale.ROOT))
			.toList();
	}

	@Nullable Response get(List<String> keys) {
		synchronized (this.responses) {
			for (String key : keys) {
				Response response = this.responses.get(key);
				if (response != null) {
					return response;
				}
			}
			return null;
		}
	}

	void remove(List<String> keys) {
		synchronized (this.responses) {
			keys.forEach(this.responses::remove);
		}
	}

}
