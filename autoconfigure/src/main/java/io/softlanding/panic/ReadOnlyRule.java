/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;

/**
 * Which requests are rejected while the application takes no writes: all that may write,
 * except those to actuator and to routes that are excepted.
 */
final class ReadOnlyRule {

	private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");

	/** Body of the answer, a problem document (RFC 9457). */
	static final byte[] PROBLEM = ("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
			+ "\"reason\":\"read_only\"}")
		.getBytes(StandardCharsets.US_ASCII);

	private final BooleanSupplier readOnly;

	private final @Nullable ManagementPaths management;

	private final List<RoutePattern> exceptions;

	ReadOnlyRule(BooleanSupplier readOnly, @Nullable ManagementPaths management, List<String> exceptions) {
		this.readOnly = readOnly;
		this.management = management;
		this.exceptions = exceptions.stream()
			.map((route) -> RoutePattern.of("softlanding.panic.read-only.exceptions", route))
			.toList();
	}

	/** Whether a request is rejected unless its path says otherwise. */
	boolean concerns(String method) {
		return this.readOnly.getAsBoolean() && WRITES.contains(method);
	}

	/**
	 * Whether the path of a request says otherwise.
	 * @param management the path as actuator knows it
	 * @param path the path in the application
	 */
	boolean excepts(String method, String management, PathContainer path) {
		return (this.management != null && this.management.contain(management))
				|| this.exceptions.stream().anyMatch((route) -> route.matches(method, path));
	}

}
