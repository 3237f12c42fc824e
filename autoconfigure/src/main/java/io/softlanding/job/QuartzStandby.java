/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.util.List;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;

/**
 * Puts schedulers of Quartz in standby, so that no job begins: in a drain for maintenance
 * at once, in one that ends the process when requests have ceased.
 */
final class QuartzStandby implements DrainParticipant {

	private final QuartzJobs jobs;

	private final DrainPhase phase;

	QuartzStandby(QuartzJobs jobs, DrainPhase phase) {
		this.jobs = jobs;
		this.phase = phase;
	}

	@Override
	public String name() {
		return (this.phase == DrainPhase.ANNOUNCE) ? "quartz-pause" : "quartz-standby";
	}

	@Override
	public DrainPhase phase() {
		return this.phase;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		if (context.reason() == DrainReason.REHEARSAL) {
			return DrainResult.nothingToDo("Rehearsal: schedulers keep running");
		}
		if (!context.reason().isReversible() && this.phase == DrainPhase.ANNOUNCE) {
			return DrainResult.nothingToDo("Schedulers run until INTAKE");
		}
		List<String> names = this.jobs.standby(context.remaining());
		List<String> active = this.jobs.active();
		if (!active.isEmpty()) {
			return DrainResult.partial("Schedulers that may still begin jobs: %s", active).with("active", active);
		}
		return names.isEmpty() ? DrainResult.nothingToDo("No scheduler is running")
				: DrainResult.completed("Schedulers in standby: %s", names);
	}

	@Override
	public void resume() {
		if (this.phase == DrainPhase.ANNOUNCE) {
			this.jobs.resume();
		}
	}

}
