/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

/**
 * What a scheduler starts when it is due.
 *
 * @param runs lets it begin
 * @param target the text of what was scheduled
 * @param task what to run
 * @param periodic whether it is one of many
 */
record TrackedRun(TrackedRuns runs, String target, Runnable task, boolean periodic) implements Runnable {

	@Override
	public void run() {
		this.runs.run(this);
	}

}
