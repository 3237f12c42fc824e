/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Endpoint that shows the last uncaught errors, one for each fingerprint.
 *
 * @since 0.1
 */
@Endpoint(id = "panics")
public final class PanicsEndpoint {

	private final Supplier<Map<String, Object>> status;

	private final Supplier<List<Panic>> recent;

	PanicsEndpoint(Supplier<Map<String, Object>> status, Supplier<List<Panic>> recent) {
		this.status = status;
		this.recent = recent;
	}

	/**
	 * Returns the counts and the last uncaught errors.
	 * @return the counts, and the errors, the latest first
	 */
	@ReadOperation
	public Map<String, Object> panics() {
		Map<String, Object> document = new LinkedHashMap<>(this.status.get());
		document.put("panics", this.recent.get().stream().map(PanicsEndpoint::describe).toList());
		return document;
	}

	private static Map<String, Object> describe(Panic panic) {
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("fingerprint", panic.fingerprint());
		document.put("severity", panic.severity().text());
		document.put("source", panic.source().text());
		document.put("type", panic.type());
		put(document, "message", panic.message());
		document.put("causes", panic.causes());
		document.put("count", panic.count());
		document.put("firstSeen", panic.firstSeen().toString());
		document.put("lastSeen", panic.lastSeen().toString());
		put(document, "route", panic.route());
		document.put("thread", panic.thread());
		put(document, "transaction", panic.transaction());
		put(document, "traceId", panic.traceId());
		document.put("service", panic.service());
		document.put("instance", panic.instance());
		document.put("stack", panic.stack());
		return document;
	}

	private static void put(Map<String, Object> document, String key, @Nullable String value) {
		if (value != null) {
			document.put(key, value);
		}
	}

}
