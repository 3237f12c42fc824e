/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.softlanding.report.StatusSection;

/** What is held, as the status shows it. */
final class LocksStatus implements StatusSection {

	private static final int MOST = 10;

	private final LocksParticipant locks;

	LocksStatus(LocksParticipant locks) {
		this.locks = locks;
	}

	@Override
	public String name() {
		return "locks";
	}

	@Override
	public Map<String, Object> status() {
		Map<String, Object> status = new LinkedHashMap<>();
		List<HeldLease> held = List.copyOf(this.locks.leases());
		status.put("held", held.size());
		status.put("shortest", held.stream()
			// Looked at once: it changes while they are sorted.
			.map((lease) -> Map.entry(lease.heldFor(), lease))
			.sorted(Map.Entry.comparingByKey())
			.limit(MOST)
			.map((entry) -> LocksReport.describe(entry.getValue()))
			.toList());
		return status;
	}

}
