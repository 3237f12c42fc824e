/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.time.Duration;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.time.NanoClock;

/** The meters of jobs without their libraries, for the reference. */
public final class JobMeters implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		new BatchMetrics(new BatchJobs(NanoClock.SYSTEM)).bindTo(registry);
		new JobMetrics(new NoQuartz()).bindTo(registry);
	}

	private static final class NoQuartz implements JobSource {

		@Override
		public String name() {
			return "quartz";
		}

		@Override
		public List<RunningJob> running() {
			return List.of();
		}

		@Override
		public void draining(Duration total, Duration remaining) {
		}

		@Override
		public void end(boolean last) {
		}

		@Override
		public void await(long nanos) {
		}

	}

}
