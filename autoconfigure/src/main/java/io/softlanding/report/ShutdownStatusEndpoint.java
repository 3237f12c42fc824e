/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.Duration;
import java.util.Map;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Endpoint that shows the progress of a drain and, before the drain, the work that it
 * would wait for, at {@code /actuator/shutdown-status}.
 *
 * @since 0.1
 */
@Endpoint(id = "shutdownstatus")
public final class ShutdownStatusEndpoint {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final ExitReport report;

	ShutdownStatusEndpoint(ExitReport report) {
		this.report = report;
	}

	/**
	 * Returns the status document.
	 * @return the document: strings, numbers, booleans, lists and maps, with times in
	 * ISO-8601
	 */
	@ReadOperation
	public Map<String, Object> status() {
		return this.report.status(TIMEOUT);
	}

}
