/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.softlanding.inflight.StackSummary;
import org.jspecify.annotations.Nullable;

/**
 * A job that runs at the moment.
 *
 * @param id what identifies this run, compared by identity
 * @param name for example {@code reports.nightly}, without parameters
 * @param age how long it has run
 * @param thread its thread, {@code null} if it is not known
 * @param details more for the status
 */
record RunningJob(Object id, String name, Duration age, @Nullable Thread thread, Map<String, Object> details) {

	/** Describes it for the status and reports. */
	Map<String, Object> describe(boolean stack) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("name", this.name);
		described.put("age", this.age);
		if (this.thread != null) {
			described.put("thread", this.thread.getName());
		}
		described.putAll(this.details);
		if (stack && this.thread != null) {
			described.put("stack", StackSummary.of(this.thread.getStackTrace()));
		}
		return described;
	}

}
