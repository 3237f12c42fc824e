/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

/**
 * Where the instances of an application meet.
 */
@FunctionalInterface
interface SharedPanics {

	/**
	 * Tells the others and hears from them, in one round trip. May block, and fail.
	 */
	Fleet exchange(Fleet.Report report);

}
