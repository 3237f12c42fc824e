/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

/**
 * Tells requests to Actuator from those of the application.
 */
public interface ManagementRequests {

	/** Without Actuator. */
	ManagementRequests NONE = (path) -> Kind.APPLICATION;

	/**
	 * Kind of a request.
	 */
	enum Kind {

		/** To the application. */
		APPLICATION,

		/** To Actuator, but not about health. */
		MANAGEMENT,

		/** Asks whether the instance is alive. */
		LIVENESS,

		/** Asks whether the instance is ready for requests. */
		PROBE;

		/**
		 * Whether it asks for the health of the instance.
		 * @return {@code true} for {@link #LIVENESS} and {@link #PROBE}
		 */
		public boolean isProbe() {
			return this == LIVENESS || this == PROBE;
		}

	}

	/**
	 * Returns the kind of a request.
	 * @param path its path inside the application, for example {@code /actuator/health}
	 * @return its kind
	 */
	Kind kind(String path);

}
