/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.util.concurrent.atomic.LongAdder;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.work.RunningWork.Kind;

/**
 * Lets scheduled runs begin, periodic ones until the drain has closed the intake. What is
 * to run once begins when it is due. May be used by any thread.
 */
final class TrackedRuns implements DrainParticipant {

	/**
	 * What a scheduler starts when it is due.
	 *
	 * @param target the text of what was scheduled
	 * @param periodic whether it is one of many
	 */
	record Run(TrackedRuns runs, String target, Runnable task, boolean periodic) implements Runnable {

		@Override
		public void run() {
			this.runs.run(this);
		}

	}

	private final WorkRegistry registry;

	private final LongAdder withheld = new LongAdder();

	private volatile boolean used;

	private volatile boolean closed;

	TrackedRuns(WorkRegistry registry) {
		this.registry = registry;
	}

	private void run(Run run) {
		this.used = true;
		RunningWork work = this.registry.begin(Kind.SCHEDULED, null, run.target());
		// After it was counted: a drain looks at the count after it has closed this.
		if (this.closed && run.periodic()) {
			this.registry.remove(work);
			this.withheld.increment();
			return;
		}
		try {
			run.task().run();
		}
		finally {
			work.close();
		}
	}

	@Override
	public String name() {
		return "scheduled-runs";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.INTAKE;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		this.closed = true;
		this.withheld.add(this.registry.scheduledTasks().cancel());
		return (this.used || withheld() > 0) ? DrainResult.completed("No periodic run begins any more")
				: DrainResult.nothingToDo("No scheduled task has ever run");
	}

	long withheld() {
		return this.withheld.sum();
	}

}
