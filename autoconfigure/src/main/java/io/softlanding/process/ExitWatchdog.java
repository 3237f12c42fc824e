/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import io.softlanding.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process that should have ended, and reports a context that should have closed.
 * When the time is almost up the threads are dumped and the exit is reported; when it is
 * up, a process that is ending is halted with exit code 124, as {@code timeout(1)} does.
 * A process that is not ending is never halted, and neither is one whose grace period is
 * only assumed: what still runs may be what plain Spring Boot would have waited for.
 */
public final class ExitWatchdog {

	static final int EXIT_CODE = 124;

	/** How long before the halt the threads are dumped and the exit is reported. */
	static final Duration REPORTING = Duration.ofMillis(500);

	/** How much longer the report of an exit of our own may take. */
	public static final Duration LATE_REPORT = Duration.ofSeconds(5);

	private static final Logger logger = LoggerFactory.getLogger(ExitWatchdog.class);

	private final ProcessControl process;

	private final NanoClock clock;

	private final Runnable report;

	private final boolean halts;

	private final long reportingNanos;

	private final AtomicBoolean guardsClose = new AtomicBoolean();

	private final AtomicBoolean guardsExit = new AtomicBoolean();

	private final CountDownLatch disarmed = new CountDownLatch(1);

	/**
	 * Creates a watchdog that is not armed.
	 * @param report writes dump and report; may hang or fail
	 * @param halts whether a process that a signal ends may be halted
	 * @param lateNanos how much later than its deadline a drain may end; the report is
	 * not made before
	 */
	public ExitWatchdog(ProcessControl process, NanoClock clock, Runnable report, boolean halts, long lateNanos) {
		this.process = process;
		this.clock = clock;
		this.report = report;
		this.halts = halts;
		this.reportingNanos = Math.min(REPORTING.toNanos(), lateNanos);
	}

	/**
	 * Guards the close of a context, unless that is guarded already. Nothing is halted
	 * unless the process has begun to end meanwhile.
	 * @param haltNanos when the context has to be closed, on the {@link NanoClock}
	 */
	public void guardClose(long haltNanos) {
		guard(this.guardsClose, haltNanos, () -> this.halts && this.process.isEnding(), EXIT_CODE, 0);
	}

	/**
	 * Guards the end of the process, unless that is guarded already.
	 * @param haltNanos when the process has to be gone, on the {@link NanoClock}
	 */
	public void guardExit(long haltNanos) {
		guard(this.guardsExit, haltNanos, () -> this.halts, EXIT_CODE, 0);
	}

	/**
	 * Guards the end of a process that the platform will not kill: the report may take a
	 * while longer, as it does when the heap is full.
	 * @param haltNanos when the process should be gone, on the {@link NanoClock}
	 * @param exitCode with which it is halted then
	 */
	public void guardOwnExit(long haltNanos, int exitCode) {
		guard(this.guardsExit, haltNanos, () -> true, exitCode, LATE_REPORT.toNanos());
	}

	private void guard(AtomicBoolean guarded, long haltNanos, BooleanSupplier halts, int exitCode, long lateNanos) {
		if (!guarded.compareAndSet(false, true)) {
			return;
		}
		try {
			new DrainThread("watchdog", () -> watch(haltNanos, halts, exitCode, lateNanos)).start();
		}
		catch (OutOfMemoryError error) {
			// The next call may find one.
			guarded.set(false);
			logger.warn("No thread could be created for the watchdog: a process that hangs is not halted");
		}
	}

	/**
	 * Lets the watchdog go: the context is closed.
	 */
	public void disarm() {
		this.disarmed.countDown();
	}

	private void watch(long haltNanos, BooleanSupplier halts, int exitCode, long lateNanos) {
		if (BoundedWait.uninterruptibly(this.disarmed, leftNanos(haltNanos) - this.reportingNanos)) {
			return;
		}
		try {
			CountDownLatch reported = new CountDownLatch(1);
			new DrainThread("last-words", () -> {
				try {
					this.report.run();
				}
				finally {
					reported.countDown();
				}
			}).start();
			BoundedWait.uninterruptibly(reported, leftNanos(haltNanos) + lateNanos);
		}
		finally {
			// What ends in the very last moment has ended.
			boolean ended = BoundedWait.uninterruptibly(this.disarmed, leftNanos(haltNanos));
			if (!ended && halts.getAsBoolean()) {
				this.process.halt(exitCode);
			}
		}
	}

	private long leftNanos(long haltNanos) {
		return haltNanos - this.clock.nanoTime();
	}

}
