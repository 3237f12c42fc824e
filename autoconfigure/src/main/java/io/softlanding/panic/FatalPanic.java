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
import io.softlanding.panic.PanicProperties.FatalAction;
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
 * Ends a process that cannot recover. What is needed for that is reserved at start-up:
 * threads that are not started, classes where Metaspace is limited, and memory. The
 * memory is released in parts, because the threads that have filled the heap may take the
 * first one.
 *
 * <p>
 * There is no lambda between an error and the drain: it would be linked at its first use,
 * which may fail for good.
 */
final class FatalPanic
		implements PanicRecorder.FatalHandler, PanicsStatus.Part, SmartInitializingSingleton, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(FatalPanic.class);

	private static final int PARTS = 8;

	/** Parts for the drain; the others are for its reports. */
	private static final int PARTS_OF_DRAIN = 4;

	private static final int MOST_ATTEMPTS = 100;

	private static final byte[] NOTHING = {};

	/** Written if there is no memory for the exit report. */
	private static final byte[] SHORTEST_REPORT = ("Exit report: {\"stage\":\"forced\",\"reason\":\"PANIC\","
			+ "\"panics\":{\"fatal\":\"java.lang.OutOfMemoryError\"},\"incomplete\":true}\n")
		.getBytes(StandardCharsets.UTF_8);

	/** Time before the process is halted at which the shortest report is written. */
	private static final long SHORTEST_REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	/** Time for other threads that need memory to fail, before the next part is free. */
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final Duration AT_ONCE = Duration.ofSeconds(1);

	private final ApplicationContext context;

	private final DrainController drain;

	private final @Nullable ExitReport report;

	private final PanicProperties.Fatal properties;

	private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();

	private final AtomicInteger nextPart = new AtomicInteger();

	private volatile byte[][] reserved = {};

	private final MetaspaceReserve metaspaceReserve = new MetaspaceReserve();

	private final AtomicBoolean reportedShortly = new AtomicBoolean();

	private final FileOutputStream output = new FileOutputStream(FileDescriptor.out);

	private final DrainThread end = new DrainThread("fatal-error", this::end);

	private final DrainThread lastReport = new DrainThread("fatal-report", this::awaitLastMoment);

	private final Runnable breakLiveness = this::breakLiveness;

	/** When the process began to exit, 0 before. */
	private volatile long exitNanos;

	FatalPanic(ApplicationContext context, DrainController drain, @Nullable ExitReport report,
			PanicProperties.Fatal properties) {
		this.context = context;
		this.drain = drain;
		this.report = report;
		this.properties = properties;
	}

	@Override
	public void afterSingletonsInstantiated() {
		byte[][] parts = new byte[PARTS][];
		for (int i = 0; i < PARTS; i++) {
			parts[i] = new byte[(int) this.properties.setAside().toBytes() / PARTS];
		}
		this.reserved = parts;
		if (this.report != null) {
			this.report.before(this::releaseForReport);
			this.report.lastResort(this::reportShortly);
		}
		if (MetaspaceReserve.isBounded()) {
			new DrainThread("metaspace-reserve", this.metaspaceReserve::take).start();
		}
	}

	@Override
	public void makeRoom(Throwable error) {
		this.metaspaceReserve.releaseAfter(error);
	}

	/** Returns at once, unless no thread can be started. */
	@Override
	public void handle(Throwable error) {
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

	/** Returns the type of the fatal error, if there was one. */
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

	/** Each step may fail for lack of memory, and must not keep the process alive. */
	private void end() {
		for (int part = 1; part < PARTS_OF_DRAIN; part++) {
			LockSupport.parkNanos(PAUSE_NANOS);
			release(PARTS_OF_DRAIN);
		}
		try {
			logger.error("Fatal error {}. {}", cause(), intention(), this.cause.get());
		}
		catch (Throwable ex) {
			LockSupport.parkNanos(PAUSE_NANOS);
		}
		try {
			DrainThread.startOrRun("liveness", this.breakLiveness);
		}
		catch (Throwable ex) {
			LockSupport.parkNanos(PAUSE_NANOS);
		}
		if (this.properties.action() == FatalAction.LOG) {
			return;
		}
		this.exitNanos = System.nanoTime();
		for (int i = 0; i < MOST_ATTEMPTS; i++) {
			try {
				this.drain.exit(DrainReason.PANIC, timeout(), this.properties.exitCode());
				return;
			}
			catch (Throwable ex) {
				LockSupport.parkNanos(PAUSE_NANOS);
			}
		}
	}

	private void breakLiveness() {
		AvailabilityChangeEvent.publish(this.context, LivenessState.BROKEN);
	}

	private Duration timeout() {
		return (this.properties.action() == FatalAction.DRAIN) ? this.properties.timeout() : AT_ONCE;
	}

	/**
	 * Writes the shortest report just before the process is halted, if the collector has
	 * left no time for another one. Needs no memory, and may hang.
	 */
	private void awaitLastMoment() {
		if (this.properties.action() == FatalAction.LOG) {
			return;
		}
		long waitNanos = this.drain.longestExit(timeout()).toNanos() - SHORTEST_REPORT_NANOS;
		while (this.exitNanos == 0 || System.nanoTime() - this.exitNanos < waitNanos) {
			LockSupport.parkNanos(PAUSE_NANOS);
		}
		if (this.report == null || !this.report.isLogged()) {
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
			// No one reads the output.
		}
	}

	private String intention() {
		if (this.properties.action() == FatalAction.LOG) {
			return "Liveness is broken; the process continues (softlanding.panic.fatal.action=log)";
		}
		return "The process drains for at most " + DurationProperty.text(timeout()) + " and exits with code "
				+ this.properties.exitCode();
	}

	/** The first report gets most of what is left, and the next one the rest. */
	private void releaseForReport() {
		if (this.cause.get() != null) {
			for (int part = 1; part < PARTS - PARTS_OF_DRAIN; part++) {
				release(PARTS);
			}
		}
	}

	/** Releases the next part, if its index is less than the given one. */
	private void release(int end) {
		byte[][] parts = this.reserved;
		if (this.nextPart.get() < Math.min(end, parts.length)) {
			parts[Math.min(this.nextPart.getAndIncrement(), parts.length - 1)] = NOTHING;
		}
	}

	@Override
	public void destroy() {
		this.reserved = new byte[0][];
		this.metaspaceReserve.release();
	}

}
