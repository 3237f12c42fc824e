/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

/**
 * The application's reporters, each behind its queue. What the queues still have when the
 * process ends is reported in the phase HANDOFF.
 */
class PanicReporters implements DrainParticipant, AutoCloseable {

	private final List<ReporterQueue> queues;

	private volatile Consumer<Throwable> failed = (error) -> {
	};

	/** Creates the queues; no thread is started before the first error. */
	PanicReporters(List<PanicReporter> reporters) {
		this.queues = reporters.stream()
			.map((reporter) -> new ReporterQueue(reporter, (error) -> this.failed.accept(error)))
			.toList();
	}

	/** Sets what is called with errors of reporters. */
	void onFailure(Consumer<Throwable> failed) {
		this.failed = failed;
	}

	void report(Panic panic) {
		for (int i = 0; i < this.queues.size(); i++) {
			this.queues.get(i).accept(panic);
		}
	}

	long dropped() {
		return this.queues.stream().mapToLong(ReporterQueue::dropped).sum();
	}

	@Override
	public String name() {
		return "panic-reports";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.HANDOFF;
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		long before = waiting();
		if (closeAll(context.remaining())) {
			if (before + dropped() == 0) {
				return DrainResult.nothingToDo("No report of a panic");
			}
			return (dropped() > 0)
					? DrainResult.partial("%d reports of panics handed over, %d dropped before", before, dropped())
					: DrainResult.completed("%d reports of panics handed over", before);
		}
		return DrainResult.partial("%d of %d reports of panics not handed over, %d dropped before", waiting(), before,
				dropped());
	}

	private long waiting() {
		return this.queues.stream().mapToLong(ReporterQueue::waiting).sum();
	}

	private boolean closeAll(Duration patience) throws InterruptedException {
		long deadline = System.nanoTime() + patience.toNanos();
		boolean all = true;
		for (ReporterQueue queue : this.queues) {
			all &= queue.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
		}
		return all;
	}

	@Override
	public void close() throws InterruptedException {
		closeAll(Duration.ZERO);
	}

}
