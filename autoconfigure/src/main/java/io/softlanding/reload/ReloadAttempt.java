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
 * @param trigger what caused it
 * @param at when it began
 * @param took how long it took
 * @param generation the generation in force at its end
 * @param message the outcome in a sentence
 * @param problems why it was not applied, at most a hundred
 * @param changes what differs from the configuration in force before, at most a hundred
 * @param changed number of keys that differ
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
