/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** {@code softlanding.job.stopped}. */
final class BatchMetrics implements MeterBinder {

	private final BatchJobs jobs;

	BatchMetrics(BatchJobs jobs) {
		this.jobs = jobs;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		new JobMetrics(this.jobs).bindTo(registry);
		FunctionCounter.builder("softlanding.job.stopped", this.jobs, BatchJobs::stopped)
			.description("Executions of Spring Batch that were stopped at a chunk because the instance drains")
			.register(registry);
	}

}
