package io.softlanding.drain;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process that should have ended. Armed once; when the time is up it has the
 * threads dumped and the exit reported, for half a second at most, and halts with exit
 * code 124, as {@code timeout(1)} does. A process that is not ending is reported but
 * never halted.
 */
final class ExitWatchdog {

	static final int EXIT_CODE = 124;

	/** What dumping and reporting may take of the time before the halt. */
	static final Duration REPORTING = Duration.ofMillis(500);

	private static final Logger logger = LoggerFactory.getLogger(ExitWatchdog.class);

	private final ProcessControl process;

	private final NanoClock clock;

	private final Runnable report;

	private final AtomicBoolean armed = new AtomicBoolean();

	private final CountDownLatch disarmed = new CountDownLatch(1);

	/**
	 * Creates a watchdog that is not armed.
	 * @param report writes dump and report; may hang or fail
	 */
	ExitWatchdog(ProcessControl process, NanoClock clock, Runnable report) {
		this.process = process;
		this.clock = clock;
		this.report = report;
	}

	/**
	 * Arms the watchdog, unless it is armed already.
	 * @param haltNanos when the process has to be gone, on the {@link NanoClock}
	 * @param exiting asked when the time is up: whether the process was to end
	 */
	void arm(long haltNanos, BooleanSupplier exiting) {
		if (!this.armed.compareAndSet(false, true)) {
			return;
		}
		try {
			new DrainThread("watchdog", () -> watch(haltNanos, exiting)).start();
		}
		catch (OutOfMemoryError error) {
			logger.warn("No thread for the watchdog: nothing halts this process if it does not end");
		}
	}

	/**
	 * Lets the watchdog go: the context is closed, and the process lives on.
	 */
	void disarm() {
		this.disarmed.countDown();
	}

	private void watch(long haltNanos, BooleanSupplier exiting) {
		long patience = haltNanos - REPORTING.toNanos() - this.clock.nanoTime();
		if (Waiting.uninterruptibly(this.disarmed, patience)) {
			return;
		}
		CountDownLatch reported = new CountDownLatch(1);
		try {
			new DrainThread("last-words", () -> {
				try {
					this.report.run();
				}
				finally {
					reported.countDown();
				}
			}).start();
			Waiting.uninterruptibly(reported, REPORTING.toNanos());
		}
		finally {
			if (exiting.getAsBoolean() || this.process.isEnding()) {
				this.process.halt(EXIT_CODE);
			}
		}
	}

}
