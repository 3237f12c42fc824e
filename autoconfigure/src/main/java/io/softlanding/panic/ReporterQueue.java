/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.softlanding.process.DrainThread;

/**
 * Bounded queue of one reporter, with a daemon thread that ends after a minute without an
 * error. Counts what it drops.
 */
final class ReporterQueue {

	static final int CAPACITY = 256;

	private final PanicReporter reporter;

	private final Consumer<Throwable> failed;

	private final LongAdder dropped = new LongAdder();

	private final ThreadPoolExecutor executor;

	/** Number of reports that were given up. */
	private volatile int left;

	ReporterQueue(PanicReporter reporter, Consumer<Throwable> failed) {
		this.reporter = reporter;
		this.failed = failed;
		this.executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(CAPACITY),
				(run) -> new DrainThread("panic-reporter", run), (run, full) -> this.dropped.increment());
		this.executor.allowCoreThreadTimeOut(true);
	}

	void accept(Panic panic) {
		try {
			this.executor.execute(() -> report(panic));
		}
		catch (OutOfMemoryError error) {
			// There is no thread.
			this.dropped.increment();
		}
	}

	private void report(Panic panic) {
		try {
			this.reporter.report(panic);
		}
		catch (InterruptedException ex) {
			// The context is closed, or the reporter has interrupted itself.
			if (!this.executor.isShutdown()) {
				this.failed.accept(ex);
			}
		}
		catch (Throwable ex) {
			this.failed.accept(ex);
		}
	}

	long dropped() {
		return this.dropped.sum();
	}

	int waiting() {
		return Math.max(this.left, this.executor.getQueue().size() + this.executor.getActiveCount());
	}

	/**
	 * Waits until everything is reported; if it takes longer, interrupts the reporter.
	 */
	boolean close(Duration timeout) throws InterruptedException {
		this.executor.shutdown();
		boolean done = this.executor.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
		if (!done) {
			this.left = this.executor.shutdownNow().size() + this.executor.getActiveCount();
		}
		return done;
	}

}
