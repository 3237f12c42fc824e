/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@code softlanding.work.running}, {@code softlanding.work.waiting} and
 * {@code softlanding.work.withheld}.
 */
final class WorkMetrics implements MeterBinder {

	private final WorkRegistry work;

	private final TrackedRuns runs;

	WorkMetrics(WorkRegistry work, TrackedRuns runs) {
		this.work = work;
		this.runs = runs;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (RunningWork.Kind kind : RunningWork.Kind.values()) {
			Gauge.builder("softlanding.work.running", this.work, (work) -> work.count(kind))
				.description("Registered jobs, tasks and scheduled runs that are running")
				.tag("kind", kind.tag)
				.register(registry);
		}
		Gauge.builder("softlanding.work.waiting", this.work, WorkMetrics::waiting)
			.description("Tasks that wait for a thread of their executor")
			.register(registry);
		FunctionCounter.builder("softlanding.work.withheld", this.runs, TrackedRuns::withheld)
			.description("Scheduled runs that did not begin because the instance drains")
			.register(registry);
	}

	private static long waiting(WorkRegistry work) {
		work.executors().look();
		return work.executors().waiting();
	}

}
