/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.Duration;
import java.util.Map;

import io.softlanding.drain.DrainState;
import io.softlanding.drain.DrainStatus;

/**
 * The status of an instance whose drain is not known yet.
 */
enum NoDrainStatus implements DrainStatus {

	INSTANCE;

	@Override
	public boolean isEnding() {
		return false;
	}

	@Override
	public boolean isGood() {
		return false;
	}

	@Override
	public Map<String, Object> describe() {
		return Map.of("state", DrainState.RUNNING.name());
	}

	@Override
	public void end() {
	}

	@Override
	public void conclude(Duration timeout) {
	}

}
