/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import org.jspecify.annotations.Nullable;

/**
 * What all instances of the application know together.
 *
 * @param total panics that were failures, since the first instance told of one
 * @param lastMinute those of the last minute
 * @param instances how many instances there are
 * @param ready how many of them are ready
 * @param mayRefuse whether this instance may refuse traffic
 * @param readOnly what was asked for: on, off, or {@code null} for the rule
 */
record Fleet(long total, long lastMinute, int instances, int ready, boolean mayRefuse, @Nullable Boolean readOnly) {

	/**
	 * What an instance tells the others.
	 *
	 * @param panics all its panics; what they know of is not counted again
	 * @param lastMinute those of the last minute
	 * @param ready whether it is ready, but for what it wants now
	 * @param wantsToRefuse whether it wants to refuse traffic
	 * @param readOnly what it was asked for: on, off or auto; empty for nothing
	 * @param asked how often it was asked; what they know of is not asked again
	 */
	record Report(long panics, long lastMinute, boolean ready, boolean wantsToRefuse, String readOnly, long asked) {
	}

}
