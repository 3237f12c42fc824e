/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

/**
 * Knows what the answers to probes mean.
 */
interface HealthPaths {

	/** Without anything known of the health endpoint. */
	HealthPaths UNKNOWN = new HealthPaths() {

		@Override
		public boolean isRefusal(String path, int status) {
			return status == 503;
		}

		@Override
		public boolean knowsReadiness(String path) {
			return true;
		}

	};

	/**
	 * Whether an answer takes the instance out of service.
	 * @param path the path of the probe inside the application
	 * @param status the status of the response
	 */
	boolean isRefusal(String path, int status);

	/**
	 * Whether answers depend on readiness.
	 * @param path the path of the probe inside the application
	 */
	boolean knowsReadiness(String path);

}
