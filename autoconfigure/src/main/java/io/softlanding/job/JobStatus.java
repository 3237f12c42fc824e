/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.softlanding.report.StatusSection;

/** The running jobs of a library, as the status shows them. */
final class JobStatus implements StatusSection {

	private static final int MOST_SHOWN = 20;

	private final JobSource source;

	JobStatus(JobSource source) {
		this.source = source;
	}

	@Override
	public String name() {
		return this.source.name() + "Jobs";
	}

	@Override
	public Map<String, Object> status() {
		List<RunningJob> running = this.source.running();
		Map<String, Object> status = new LinkedHashMap<>();
		status.put("running", running.size());
		status.put("names",
				running.stream()
					.sorted(Comparator.comparing(RunningJob::age).reversed())
					.limit(MOST_SHOWN)
					.map((job) -> job.describe(false))
					.toList());
		return status;
	}

}
