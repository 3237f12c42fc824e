/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainReason;

/**
 * What a participant under test is told.
 */
record StubDrainContext(DrainReason reason, Duration remaining, boolean exiting,
		boolean forced) implements DrainContext {

	static StubDrainContext term(Duration remaining) {
		return new StubDrainContext(DrainReason.SIGTERM, remaining, true, false);
	}

	@Override
	public boolean initiatedBy(Thread thread) {
		return false;
	}

	@Override
	public void progress(String line) {
	}

}
