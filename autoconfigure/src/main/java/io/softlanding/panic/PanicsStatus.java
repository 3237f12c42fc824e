/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.softlanding.report.StatusSection;

/**
 * Numbers of uncaught errors in the shutdown status and in the exit report.
 */
final class PanicsStatus implements StatusSection {

	private final PanicRecorder recorder;

	private final List<Part> parts;

	/** Adds the state of a feature. */
	interface Part {

		void describe(Map<String, Object> status);

	}

	PanicsStatus(PanicRecorder recorder, List<Part> parts) {
		this.recorder = recorder;
		this.parts = parts;
	}

	@Override
	public String name() {
		return "panics";
	}

	@Override
	public Map<String, Object> status() {
		Map<String, Object> status = new LinkedHashMap<>();
		status.put("total", this.recorder.counts().total());
		status.put("bySeverity", this.recorder.counts().bySeverity());
		status.put("lastMinute", Map.of("panics", this.recorder.window().counts().panics()));
		status.put("unreported", this.recorder.details().reporters().dropped());
		this.parts.forEach((part) -> part.describe(status));
		return status;
	}

}
