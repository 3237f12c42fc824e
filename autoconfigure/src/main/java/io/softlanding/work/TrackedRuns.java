/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.util.concurrent.atomic.LongAdder;

import io.softlanding.work.RunningWork.Kind;

/**
 * Lets scheduled runs begin, periodic ones until the drain has closed the intake. May be
 * used by any thread.
 */
final class TrackedRuns {

	private final WorkRegistry registry;

	private final LongAdder withheld = new LongAdder();

	private volatile boolean used;

	private volatile boolean closed;

	TrackedRuns(WorkRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Runs something on the calling thread, or does nothing if it is periodic and the
	 * intake is closed.
	 * @param run what to run
	 */
	void run(TrackedRun run) {
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

	/** From here on no periodic run begins. */
	void close() {
		this.closed = true;
		this.withheld.add(this.registry.scheduledTasks().cancel());
	}

	/**
	 * Whether anything was ever run, or would have been.
	 * @return {@code true} from the first run on
	 */
	boolean used() {
		return this.used || withheld() > 0;
	}

	long withheld() {
		return this.withheld.sum();
	}

}
