/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

/**
 * Knows what the answers to probes mean, given their paths inside the application.
 */
interface HealthPaths {

	/** Without a health endpoint. */
	HealthPaths UNKNOWN = new HealthPaths() {
	};

	/** Whether an answer takes the instance out of service. */
	default boolean isRefusal(String path, int status) {
		return status == 503;
	}

	/** Whether answers depend on readiness. */
	default boolean knowsReadiness(String path) {
		return true;
	}

}
