/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A reload and its outcome.
 *
 * @param outcome the outcome
 * @param trigger the cause of the reload
 * @param at when the reload began
 * @param took the duration of the reload
 * @param generation the generation in force at the end of the reload
 * @param message the outcome in a sentence
 * @param problems the reasons why the configuration was not applied, at most a hundred
 * @param changes the differences to the previous configuration, at most a hundred
 * @param changed the number of keys that differ
 * @since 0.1
 */
public record ReloadAttempt(ReloadOutcome outcome, ReloadTrigger trigger, Instant at, Duration took, long generation,
		String message, List<ReloadProblem> problems, List<ReloadChange> changes, int changed) {

	/**
	 * Whether the same files may be accepted later, because no mistake was found in them.
	 */
	boolean mayPass() {
		return this.outcome == ReloadOutcome.FAILED
				|| (this.outcome == ReloadOutcome.INVALID && this.problems.isEmpty());
	}

}
