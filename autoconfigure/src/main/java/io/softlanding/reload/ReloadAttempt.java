/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A reload and what became of it.
 *
 * @param outcome what became of it
 * @param trigger what asked for it
 * @param at when it began
 * @param took how long it took
 * @param generation the generation that was in force when it was over
 * @param message the outcome in a sentence
 * @param problems why it was not applied, the first hundred of it
 * @param changes what differs from the configuration that was in force, the first hundred
 * of it
 * @param changed how many keys differ
 * @since 0.1
 */
public record ReloadAttempt(ReloadOutcome outcome, ReloadTrigger trigger, Instant at, Duration took, long generation,
		String message, List<ReloadProblem> problems, List<ReloadChange> changes, int changed) {

	/**
	 * Whether the same files may be taken another time: a listener failed, or the files
	 * could not be read to their end and so have no problem that could be named.
	 */
	boolean mayPass() {
		return this.outcome == ReloadOutcome.FAILED
				|| (this.outcome == ReloadOutcome.INVALID && this.problems.isEmpty());
	}

}
