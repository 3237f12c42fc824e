/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.springframework.http.server.PathContainer;

/**
 * Selects the requests that are rejected in read-only mode: writes, except those to
 * Actuator and to excepted routes.
 */
final class ReadOnlyRule {

	/** Safe methods (RFC 9110, 9.2.1), and those of WebDAV. Others may write. */
	private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH",
			"QUERY");

	/** Body of the answer, a problem document (RFC 9457). */
	static final byte[] PROBLEM = ("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
			+ "\"reason\":\"read_only\"}")
		.getBytes(StandardCharsets.US_ASCII);

	private final BooleanSupplier readOnly;

	private final ManagementPaths management;

	private final List<RoutePattern> exceptions;

	ReadOnlyRule(BooleanSupplier readOnly, ManagementPaths management, List<String> exceptions) {
		this.readOnly = readOnly;
		this.management = management;
		this.exceptions = exceptions.stream()
			.map((route) -> RoutePattern.of("softlanding.panic.read-only.exceptions", route))
			.toList();
	}

	/**
	 * Whether a request is rejected.
	 * @param management the path below the servlet of Actuator
	 * @param path the path in the application
	 */
	boolean rejects(String method, Supplier<String> management, Supplier<PathContainer> path) {
		if (!this.readOnly.getAsBoolean() || READS.contains(method) || this.management.contain(management.get())) {
			return false;
		}
		PathContainer parsed = path.get();
		return this.exceptions.stream().noneMatch((route) -> route.matches(method, parsed));
	}

}
