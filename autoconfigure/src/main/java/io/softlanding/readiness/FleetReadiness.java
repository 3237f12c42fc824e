/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.readiness;

import java.util.OptionalInt;

/**
 * Knows how many instances of the application are ready. Implemented by the feature that
 * exchanges the state of the instances.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface FleetReadiness {

	/**
	 * Returns how many other instances are ready. Must return at once.
	 * @return the number, or nothing if it is not known now
	 */
	OptionalInt othersReady();

}
