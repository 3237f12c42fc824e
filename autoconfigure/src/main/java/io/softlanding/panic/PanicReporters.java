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
 * Hands errors to the reporters of the application, each with a queue of its own. The
 * queues are emptied in the phase HANDOFF.
 */
class PanicReporters implements DrainParticipant, AutoCloseable {

	private final List<ReporterQueue> queues;

	private volatile Consumer<Throwable> failed = (error) -> {
	};

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
		for (ReporterQueue queue : this.queues) {
			queue.accept(panic);
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
		if (!closeAll(context.remaining())) {
			return DrainResult.partial("%d of %d reports of uncaught errors not handed over, %d dropped before",
					waiting(), before, dropped());
		}
		if (dropped() > 0) {
			return DrainResult.partial("%d reports of uncaught errors handed over, %d dropped before", before,
					dropped());
		}
		return (before > 0) ? DrainResult.completed("%d reports of uncaught errors handed over", before)
				: DrainResult.nothingToDo("No report of an uncaught error");
	}

	private long waiting() {
		return this.queues.stream().mapToLong(ReporterQueue::waiting).sum();
	}

	private boolean closeAll(Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
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
