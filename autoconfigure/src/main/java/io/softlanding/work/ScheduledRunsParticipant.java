/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

/**
 * From here on no periodic run begins. One that runs is waited for with everything else,
 * and what is to run once begins when it is due.
 */
final class ScheduledRunsParticipant implements DrainParticipant {

	private final TrackedRuns runs;

	ScheduledRunsParticipant(TrackedRuns runs) {
		this.runs = runs;
	}

	@Override
	public String name() {
		return "scheduled-runs";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.INTAKE;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		this.runs.close();
		return this.runs.used() ? DrainResult.completed("No periodic run begins any more")
				: DrainResult.nothingToDo("Nothing was ever run by a schedule");
	}

}
