/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** {@code softlanding.job.running}. */
final class JobMetrics implements MeterBinder {

	private final JobSource source;

	JobMetrics(JobSource source) {
		this.source = source;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("softlanding.job.running", this.source, JobSource::count)
			.description("Jobs of Quartz and Spring Batch that are running")
			.tag("kind", this.source.name())
			.register(registry);
	}

}
