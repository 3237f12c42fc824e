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

/** Waits for the jobs of a library, together with requests and tasks. */
final class JobsParticipant implements DrainParticipant {

	private final JobWait jobs;

	JobsParticipant(JobWait jobs) {
		this.jobs = jobs;
	}

	@Override
	public String name() {
		return this.jobs.source().name() + "-jobs";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.IN_FLIGHT;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		this.jobs.reset();
		boolean idle = this.jobs.await(context, context.reason() == DrainReason.REHEARSAL);
		this.jobs.leave(context);
		long ended = this.jobs.ended(context);
		List<RunningJob> left = idle ? List.of() : this.jobs.running(context).toList();
		if (left.isEmpty() && this.jobs.isUnsettled()) {
			return DrainResult.assumed(
					"%d %s ended; a thread that may be about to begin a job is assumed not to begin one", ended,
					JobWait.jobs(ended));
		}
		if (left.isEmpty()) {
			DrainResult result = this.jobs.source()
				.judge((ended == 0) ? DrainResult.nothingToDo("No job is running")
						: DrainResult.completed("%d %s ended", ended, JobWait.jobs(ended)));
			this.jobs.source().judged();
			return result;
		}
		return DrainResult.timedOut("%s", JobWait.line(left)).with("remaining", this.jobs.named(context));
	}

	@Override
	public void resume() {
		this.jobs.reset();
	}

}
