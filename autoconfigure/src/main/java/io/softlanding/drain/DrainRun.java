/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A drain as the status shows it: one that ends the process, or one for maintenance.
 */
interface DrainRun {

	DrainRequest request();

	DrainState state();

	List<PhaseRun> phases();

	Duration took();

	/** Returns how long it may take. */
	Duration allowed();

	Duration remaining();

	default @Nullable DrainPhase phase() {
		DrainPhase latest = null;
		for (PhaseRun run : phases()) {
			latest = (run.outcome() == null) ? run.phase() : latest;
		}
		return latest;
	}

}
