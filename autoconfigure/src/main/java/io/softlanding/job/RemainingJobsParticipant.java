/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.MultiPassParticipant;
import org.jspecify.annotations.Nullable;

/**
 * Waits for jobs that begin after IN_FLIGHT, ends what would be cut off when connections
 * close, and reports at the end which jobs have not ended.
 */
final class RemainingJobsParticipant implements MultiPassParticipant {

	/** For a chunk. Pools are closed after it, whatever runs. */
	private static final long END_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final JobWait jobs;

	private volatile @Nullable DrainContext context;

	RemainingJobsParticipant(JobWait jobs) {
		this.jobs = jobs;
	}

	@Override
	public String name() {
		return "remaining-" + this.jobs.source().name() + "-jobs";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.TRANSACTIONS;
	}

	/** It only uses time that nothing else needs. */
	@Override
	public Duration needs() {
		return Duration.ZERO;
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		this.context = context;
		if (context.pass() == DrainPass.FIRST) {
			this.jobs.await(context, false);
			this.jobs.leave(context);
		}
		else if (this.jobs.running(context).findAny().isPresent()) {
			this.jobs.source().end(context.pass() == DrainPass.LAST);
			if (context.pass() == DrainPass.BEFORE_STOP) {
				this.jobs.awaitEnd(context, Math.min(END_NANOS, context.remaining().toNanos()));
			}
		}
		return result(context, false);
	}

	@Override
	public DrainResult conclude() {
		DrainContext context = this.context;
		return (context == null) ? DrainResult.nothingToDo("Remaining jobs were not checked") : result(context, true);
	}

	private DrainResult result(DrainContext context, boolean end) {
		List<RunningJob> left = this.jobs.running(context).toList();
		if (left.isEmpty()) {
			return this.jobs.source().judge(DrainResult.nothingToDo("No job remained"));
		}
		DrainResult result = DrainResult.partial("%s", JobWait.line(left)).with("remaining", this.jobs.named(context));
		return end ? result.counting(0, left.size()) : result;
	}

}
