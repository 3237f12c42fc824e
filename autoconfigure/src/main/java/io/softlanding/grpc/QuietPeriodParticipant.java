/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.time.DurationProperty;
import io.softlanding.time.NanoClock;

/**
 * Keeps servers accepting for as long as a platform needs to take the instance out.
 */
final class QuietPeriodParticipant implements DrainParticipant {

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private final GrpcServers servers;

	private final Duration quietPeriod;

	private final NanoClock clock;

	QuietPeriodParticipant(GrpcServers servers, Duration quietPeriod, NanoClock clock) {
		this.servers = servers;
		this.quietPeriod = quietPeriod;
		this.clock = clock;
	}

	@Override
	public String name() {
		return "grpc-quiet-period";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.QUIET_PERIOD;
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		if (this.quietPeriod.isZero() || context.reason() == DrainReason.REHEARSAL || this.servers.all().isEmpty()) {
			return DrainResult.nothingToDo("No quiet period for gRPC servers");
		}
		long begun = this.clock.nanoTime();
		long nanos = this.quietPeriod.toNanos();
		while (this.clock.nanoTime() - begun < nanos) {
			if (context.forced() || context.remaining().isZero()) {
				return DrainResult.partial("gRPC servers accepted connections for less than %s, for lack of time",
						DurationProperty.text(this.quietPeriod));
			}
			this.clock.sleep(Math.min(LOOK_NANOS, nanos - (this.clock.nanoTime() - begun)));
		}
		return DrainResult.completed("gRPC servers have accepted connections for another %s",
				DurationProperty.text(this.quietPeriod));
	}

}
