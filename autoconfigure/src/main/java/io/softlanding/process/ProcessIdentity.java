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
 * Tells this process from those before it. In a container they all have the same number.
 */
public final class ProcessIdentity {

	private ProcessIdentity() {
	}

	public static Map<String, Object> describe() {
		RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
		return Map.of("pid", runtime.getPid(), "startedAt", Instant.ofEpochMilli(runtime.getStartTime()).toString());
	}

}
