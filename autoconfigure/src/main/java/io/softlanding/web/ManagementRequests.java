/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

/**
 * Tells an instance's own business, which is never tracked, from that of its callers.
 */
interface ManagementRequests {

	/** There is no management on this server. */
	ManagementRequests NONE = (path) -> Kind.APPLICATION;

	/**
	 * Whose business a request is.
	 */
	enum Kind {

		/** A caller's. */
		APPLICATION,

		/** To actuator, but not about health. */
		MANAGEMENT,

		/** Asks whether the instance is alive. */
		LIVENESS,

		/** Asks whether the instance is ready for requests. */
		PROBE;

		/** Whether it asks for the health of the instance. */
		boolean isProbe() {
			return this == LIVENESS || this == PROBE;
		}

	}

	/**
	 * Tells whose business a request is.
	 * @param path its path inside the application, for example {@code /actuator/health}
	 * @return its kind
	 */
	Kind kind(String path);

}
