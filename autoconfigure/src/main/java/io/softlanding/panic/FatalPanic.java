/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.softlanding.drain.DrainController;
import io.softlanding.drain.DrainReason;
import io.softlanding.process.DrainThread;
import io.softlanding.report.ExitReport;
import io.softlanding.time.DurationProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationContext;

/**
 * Ends a process that cannot go on. What that needs is set aside beforehand: threads that
 * are not started, room for classes where Metaspace is limited, and memory, which is
 * released in parts, since the threads that have filled the heap may still take the first
 * one.
 */
final class FatalPanic implements SmartInitializingSingleton, DisposableBean, StatusPart {

	private static final Logger logger = LoggerFactory.getLogger(FatalPanic.class);

	private static final int PARTS = 8;

	/** How many of them the drain gets; the others are for its reports. */
	private static final int PARTS_OF_DRAIN = 4;

	private static final byte[] NOTHING = {};

	/** What is left to say when there is no room for the exit report. */
	private static final byte[] SHORTEST_REPORT = ("Exit report: {\"stage\":\"forced\",\"reason\":\"PANIC\","
			+ "\"panics\":{\"fatal\":\"java.lang.OutOfMemoryError\"},\"incomplete\":true}\n")
		.getBytes(StandardCharsets.UTF_8);

	/** How long before the process is halted that is said. */
	private static final long SHORTEST_REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	/** What others who are short of memory get to fail, before the next part is free. */
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final Duration AT_ONCE = Duration.ofSeconds(1);

	private final ApplicationContext context;

	private final DrainController drain;

	private final ExitReport report;

	private final Settings settings;

	private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();

	private final AtomicInteger nextPart = new AtomicInteger();

	private volatile byte[][] setAside = {};

	private final SpareMetaspace spareClasses = new SpareMetaspace();

	private final AtomicBoolean reportedShortly = new AtomicBoolean();

	private final FileOutputStream output = new FileOutputStream(FileDescriptor.out);

	private final DrainThread end = new DrainThread("fatal-error", this::end);

	private final DrainThread lastReport = new DrainThread("fatal-report", this::awaitLastMoment);

	/** When the process began to exit, 0 before. */
	private volatile long exitNanos;

	/**
	 * What to do.
	 *
	 * @param action the reaction
	 * @param timeout how long the drain may take
	 * @param exitCode the exit code of the process
	 * @param setAsideBytes how much memory is kept for it
	 */
	record Settings(FatalAction action, Duration timeout, int exitCode, int setAsideBytes) {
	}

	FatalPanic(ApplicationContext context, DrainController drain, ExitReport report, Settings settings) {
		this.context = context;
		this.drain = drain;
		this.report = report;
		this.settings = settings;
	}

	@Override
	public void afterSingletonsInstantiated() {
		byte[][] parts = new byte[PARTS][];
		for (int i = 0; i < PARTS; i++) {
			parts[i] = new byte[this.settings.setAsideBytes() / PARTS];
		}
		this.setAside = parts;
		this.report.before(this::makeRoom);
		this.report.lastResort(this::reportShortly);
		if (SpareMetaspace.isBounded()) {
			new DrainThread("spare-metaspace", this.spareClasses::take).start();
		}
	}

	/** Returns at once, unless there is no thread left. */
	void handle(Throwable error) {
		if (this.cause.compareAndSet(null, error)) {
			release(PARTS_OF_DRAIN);
			try {
				this.lastReport.start();
				this.end.start();
			}
			catch (OutOfMemoryError ex) {
				end();
			}
		}
	}

	/** Whether this process is about to end because of a panic. */
	boolean isEnding() {
		return this.settings.action() != FatalAction.LOG && this.cause.get() != null;
	}

	/** The type of what has happened, if it has. */
	private @Nullable String cause() {
		Throwable cause = this.cause.get();
		return (cause != null) ? cause.getClass().getName() : null;
	}

	@Override
	public void describe(Map<String, Object> status) {
		String cause = cause();
		if (cause != null) {
			status.put("fatal", cause);
		}
	}

	/** Makes room for what is done about an error, if it says that there is none. */
	void makeRoom(Throwable error) {
		this.spareClasses.releaseAfter(error);
	}

	private void end() {
		for (int part = 1; part < PARTS_OF_DRAIN; part++) {
			LockSupport.parkNanos(PAUSE_NANOS);
			release(PARTS_OF_DRAIN);
		}
		// Each step on its own: what fails for lack of memory must not keep the process.
		attempt(() -> logger.error("Fatal error {}. {}", cause(), intention(), this.cause.get()));
		attempt(() -> DrainThread.startOrRun("liveness",
				() -> AvailabilityChangeEvent.publish(this.context, LivenessState.BROKEN)));
		if (this.settings.action() == FatalAction.LOG) {
			return;
		}
		Duration timeout = timeout();
		this.exitNanos = System.nanoTime();
		for (int i = 0; i < 3; i++) {
			attempt(() -> this.drain.exit(DrainReason.PANIC, timeout, this.settings.exitCode()));
		}
	}

	private Duration timeout() {
		return (this.settings.action() == FatalAction.DRAIN) ? this.settings.timeout() : AT_ONCE;
	}

	/**
	 * A process that is still alive just before the halt has had no time for a report,
	 * because of the collector. Needs no memory, and may hang.
	 */
	private void awaitLastMoment() {
		long waitNanos = this.drain.longestExit(timeout()).toNanos() - SHORTEST_REPORT_NANOS;
		if (!isEnding()) {
			return;
		}
		while (this.exitNanos == 0 || System.nanoTime() - this.exitNanos < waitNanos) {
			LockSupport.parkNanos(PAUSE_NANOS);
		}
		if (!this.report.isLogged()) {
			reportShortly();
		}
	}

	private void reportShortly() {
		if (!(this.cause.get() instanceof OutOfMemoryError) || !this.reportedShortly.compareAndSet(false, true)) {
			return;
		}
		try {
			this.output.write(SHORTEST_REPORT);
		}
		catch (IOException | OutOfMemoryError ex) {
			// It is not read.
		}
	}

	private String intention() {
		if (this.settings.action() == FatalAction.LOG) {
			return "Liveness is broken; the process goes on (softlanding.panic.fatal.action=log)";
		}
		return "The process drains for at most %s and exits with code %d".formatted(DurationProperty.text(timeout()),
				this.settings.exitCode());
	}

	private static void attempt(Runnable step) {
		try {
			step.run();
		}
		catch (Throwable ex) {
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

	/** The first report gets most of what is left, and the next one the rest. */
	private void makeRoom() {
		if (this.cause.get() != null) {
			for (int part = 1; part < PARTS - PARTS_OF_DRAIN; part++) {
				release(PARTS);
			}
		}
	}

	/** Lets the next part go, if it is one of the first so many. */
	private void release(int end) {
		byte[][] parts = this.setAside;
		if (this.nextPart.get() < Math.min(end, parts.length)) {
			parts[Math.min(this.nextPart.getAndIncrement(), parts.length - 1)] = NOTHING;
		}
	}

	@Override
	public void destroy() {
		this.setAside = new byte[0][];
		this.spareClasses.release();
	}

}
