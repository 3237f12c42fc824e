/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.time.Instant;
import java.util.Map;

/**
 * Identity of this process: its id and its start time. In a container, successive
 * processes have the same id.
 */
public final class ProcessIdentity {

	private ProcessIdentity() {
	}

	public static Map<String, Object> describe() {
		RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
		return Map.of("pid", runtime.getPid(), "startedAt", Instant.ofEpochMilli(runtime.getStartTime()).toString());
	}

}
