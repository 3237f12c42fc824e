/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParseException;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.StringUtils;

/**
 * Request that a load sends again and again. Immutable; each method returns a changed
 * copy.
 *
 * @since 0.1.0
 */
public final class HttpCall {

	private final String method;

	private final String path;

	private final Map<String, String> headers;

	private final Supplier<String> body;

	private final Function<HttpConnection.Answer, @Nullable String> key;

	private final @Nullable Duration cancelAfter;

	private HttpCall(String method, String path, Map<String, String> headers, Supplier<String> body,
			Function<HttpConnection.Answer, @Nullable String> key, @Nullable Duration cancelAfter) {
		this.method = method;
		this.path = path;
		this.headers = headers;
		this.body = body;
		this.key = key;
		this.cancelAfter = cancelAfter;
	}

	/**
	 * Returns a GET request. What it returns is not compared with the {@link Ledger}.
	 * @param path path and query, which start with a slash
	 * @return the request
	 */
	public static HttpCall get(String path) {
		return request("GET", path);
	}

	/**
	 * Returns a POST request without a body.
	 * @param path path and query, which start with a slash
	 * @return the request
	 */
	public static HttpCall post(String path) {
		return request("POST", path);
	}

	/**
	 * Returns a request of any method, without a body.
	 * @param method the HTTP method, in upper case
	 * @param path path and query, which start with a slash
	 * @return the request
	 * @throws IllegalArgumentException if the path does not start with a slash, or if the
	 * method is HEAD, whose responses are without the body that they announce
	 */
	public static HttpCall request(String method, String path) {
		if (!path.startsWith("/")) {
			throw new IllegalArgumentException("A path starts with /, and '" + path + "' does not");
		}
		if (method.equals("HEAD")) {
			throw new IllegalArgumentException("HEAD is not supported, use GET");
		}
		return new HttpCall(method, path, Map.of(), () -> "", HttpCall::keyOf, null);
	}

	/**
	 * Sends the same body each time, as JSON unless a header says otherwise.
	 * @param body the body
	 * @return a changed copy
	 */
	public HttpCall body(String body) {
		return body(() -> body);
	}

	/**
	 * Sends another body each time, as JSON unless a header says otherwise.
	 * @param body returns the next body; called by several threads
	 * @return a changed copy
	 */
	public HttpCall body(Supplier<String> body) {
		return new HttpCall(this.method, this.path, this.headers, body, this.key, this.cancelAfter);
	}

	/**
	 * Adds a header.
	 * @param name name of the header
	 * @param value value of the header
	 * @return a changed copy
	 */
	public HttpCall header(String name, String value) {
		Map<String, String> headers = new LinkedHashMap<>(this.headers);
		headers.put(name, value);
		return new HttpCall(this.method, this.path, headers, this.body, this.key, this.cancelAfter);
	}

	/**
	 * Says how the key of what a response acknowledges is found. By default, it is the
	 * last segment of the {@code Location} header, or the member {@code id} of a JSON
	 * object.
	 * @param key returns the key in the {@link Ledger}, or {@code null} if there is none;
	 * called by several threads
	 * @return a changed copy
	 */
	public HttpCall key(Function<HttpConnection.Answer, @Nullable String> key) {
		return new HttpCall(this.method, this.path, this.headers, this.body, key, this.cancelAfter);
	}

	/**
	 * Lets clients cancel the request: the connection is closed if no part of a response
	 * arrives for so long.
	 * @param timeout how long the client waits, at least a millisecond
	 * @return a changed copy
	 */
	public HttpCall cancelAfter(Duration timeout) {
		if (timeout.toMillis() < 1) {
			throw new IllegalArgumentException("A client waits at least 1 ms, not " + timeout);
		}
		return new HttpCall(this.method, this.path, this.headers, this.body, this.key, timeout);
	}

	@Nullable Duration cancelAfter() {
		return this.cancelAfter;
	}

	String method() {
		return this.method;
	}

	String path() {
		return this.path;
	}

	Map<String, String> headers() {
		return this.headers;
	}

	String nextBody() {
		return this.body.get();
	}

	/** Whether the store holds what this request writes. */
	boolean writes() {
		return !this.method.equals("GET") && !this.method.equals("OPTIONS");
	}

	@Nullable String key(HttpConnection.Answer answer) {
		return this.key.apply(answer);
	}

	private static @Nullable String keyOf(HttpConnection.Answer answer) {
		String location = answer.headers().get("location");
		if (location != null) {
			String path = StringUtils.trimTrailingCharacter(location, '/');
			return path.substring(path.lastIndexOf('/') + 1);
		}
		try {
			Object id = JsonParserFactory.getJsonParser().parseMap(answer.text()).get("id");
			return (id != null) ? id.toString() : null;
		}
		catch (JsonParseException ex) {
			return null;
		}
	}

	@Override
	public String toString() {
		return this.method + " " + this.path;
	}

}
