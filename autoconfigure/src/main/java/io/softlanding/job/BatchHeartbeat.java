/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.softlanding.job.BatchTables.Unfinished;
import io.softlanding.process.SoftlandingThread;
import io.softlanding.time.DurationProperty;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes heartbeats of the executions that run here, and closes others whose heartbeat
 * has lapsed. No clocks are compared: a heartbeat is a number, and has lapsed when this
 * process has read the same number for long enough.
 */
final class BatchHeartbeat implements ApplicationRunner, Ordered, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(BatchHeartbeat.class);

	private static final int LAPSES_AFTER = 3;

	private static final Pattern TEXT = Pattern.compile("Heartbeat \\d+ every (\\d+)ms of .+");

	private final BatchJobs jobs;

	private final BatchTables tables;

	private final Duration interval;

	private final NanoClock clock;

	private final String owner = "pid " + ManagementFactory.getRuntimeMXBean().getPid() + ", " + UUID.randomUUID();

	private final AtomicLong beats = new AtomicLong();

	/** Guarded by itself. */
	private final Map<Long, Watch> watches = new HashMap<>();

	private final Set<Long> left = new HashSet<>();

	private final AtomicBoolean beating = new AtomicBoolean();

	/**
	 * A thread of its own: to close an execution can take long, and must not delay beats.
	 */
	private final SoftlandingThread looks = new SoftlandingThread("batch-lapses", this::repeatLooks);

	private long lookedNanos;

	private volatile boolean looked;

	private volatile boolean destroyed;

	private volatile boolean cannotWrite;

	private volatile boolean cannotLook;

	/** Of an execution, since when its exit message has been the same. */
	private record Watch(@Nullable String message, long sinceNanos, boolean alive) {
	}

	BatchHeartbeat(BatchJobs jobs, BatchTables tables, Duration interval, NanoClock clock) {
		this.jobs = jobs;
		this.tables = tables;
		this.interval = interval;
		this.clock = clock;
	}

	/** Before that of Spring Boot, which starts jobs. */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	/**
	 * Waits until it is known of each execution that another process has left whether it
	 * still runs: a job that is started next may be the same one.
	 */
	@Override
	public void run(ApplicationArguments arguments) throws InterruptedException {
		this.looks.start();
		long begun = this.clock.nanoTime();
		synchronized (this.watches) {
			while (!this.destroyed && !isDecided()
					&& this.clock.nanoTime() - begun < longestLapseNanos() + 2 * this.interval.toNanos()) {
				TimeUnit.NANOSECONDS.timedWait(this.watches, this.interval.toNanos());
			}
		}
	}

	private long longestLapseNanos() {
		return this.watches.values()
			.stream()
			.mapToLong((watch) -> lapseNanos(everyMillis(watch.message())))
			.max()
			.orElse(lapseNanos(0));
	}

	private boolean isDecided() {
		return this.looked && this.watches.values()
			.stream()
			.allMatch((watch) -> watch.alive() || everyMillis(watch.message()) < 0);
	}

	/** Executions that still run keep their heartbeats. */
	@Override
	public void destroy() {
		this.destroyed = true;
		this.looks.interrupt();
		synchronized (this.watches) {
			this.watches.notifyAll();
		}
	}

	private void repeatBeats() {
		try {
			while (!this.destroyed || !this.jobs.runs().isEmpty()) {
				this.clock.sleep(this.interval.toNanos());
				this.jobs.runs().forEach(this::beat);
			}
		}
		catch (InterruptedException ex) {
			// The process ends.
		}
	}

	private void repeatLooks() {
		try {
			while (!this.destroyed) {
				look();
				this.clock.sleep(this.interval.toNanos());
			}
		}
		catch (InterruptedException ex) {
			// The context is closed.
		}
	}

	/** An execution has begun or was written, in its own thread. */
	void written(BatchRun run) {
		if (this.beating.compareAndSet(false, true)) {
			new SoftlandingThread("batch-heartbeat", this::repeatBeats).start();
		}
		// In a transaction of the application, the row may be locked by this thread.
		if (!TransactionSynchronizationManager.isActualTransactionActive()) {
			beat(run);
		}
	}

	/**
	 * Writes a heartbeat, and asks an execution to stop that another process has closed.
	 */
	void beat(BatchRun run) {
		try {
			String text = "Heartbeat %d every %dms of %s".formatted(this.beats.incrementAndGet(),
					this.interval.toMillis(), this.owner);
			if (!run.isEnding() && !this.tables.write(run.id(), text) && !run.isEnding()) {
				isClosed(run);
			}
			this.cannotWrite = false;
		}
		catch (RuntimeException ex) {
			if (!this.cannotWrite && !this.destroyed) {
				logger.warn("Heartbeats of Spring Batch cannot be written", ex);
			}
			this.cannotWrite = true;
		}
	}

	/** Whether another process has closed it: then its end is not to be written. */
	boolean isClosed(BatchRun run) {
		if (!run.isClosed() && !run.isEnding() && this.tables.isEnded(run.id()) && run.close()) {
			logger.warn("Job execution {} of {} was closed by another process. It was asked to stop"
					+ " and cannot commit another chunk.", run.id(), run.name());
		}
		return run.isClosed();
	}

	void look() {
		List<Unfinished> unfinished;
		try {
			unfinished = this.tables.unfinished();
		}
		catch (RuntimeException ex) {
			synchronized (this.watches) {
				// No process may have been able to write one.
				this.watches.clear();
			}
			cannotLook(ex);
			return;
		}
		this.cannotLook = false;
		Set<Long> here = new HashSet<>();
		this.jobs.runs().forEach((run) -> here.add(run.id()));
		List<Unfinished> lapsed;
		synchronized (this.watches) {
			lapsed = watch(unfinished.stream().filter((execution) -> !here.contains(execution.id())).toList());
		}
		lapsed.forEach(this::lapsed);
		synchronized (this.watches) {
			this.looked = true;
			this.watches.notifyAll();
		}
	}

	/** Returns the executions whose heartbeat has lapsed. */
	private List<Unfinished> watch(List<Unfinished> unfinished) {
		List<Unfinished> lapsed = new ArrayList<>();
		long now = this.clock.nanoTime();
		if (now - this.lookedNanos > 2 * this.interval.toNanos()) {
			// This process has not run, and the others perhaps neither.
			this.watches.clear();
		}
		this.lookedNanos = now;
		this.watches.keySet().retainAll(unfinished.stream().map(Unfinished::id).toList());
		for (Unfinished execution : unfinished) {
			Watch watch = this.watches.get(execution.id());
			if (watch == null || !String.valueOf(watch.message()).equals(String.valueOf(execution.message()))) {
				this.watches.put(execution.id(), new Watch(execution.message(), now, watch != null));
			}
			else if (now - watch.sinceNanos() >= lapseNanos(everyMillis(execution.message()))) {
				lapsed.add(execution);
			}
		}
		return lapsed;
	}

	private void lapsed(Unfinished execution) {
		long every = everyMillis(execution.message());
		if (every < 0) {
			if (this.left.add(execution.id())) {
				logger.warn("Job execution {} of {} has not ended and has no heartbeat, so it may run elsewhere."
						+ " It is not closed.", execution.id(), execution.job());
			}
			return;
		}
		String lapse = DurationProperty.text(Duration.ofNanos(lapseNanos(every)));
		try {
			if (this.tables.close(execution, "No heartbeat for %s. Last: %s".formatted(lapse, execution.message()))) {
				synchronized (this.watches) {
					this.watches.remove(execution.id());
				}
				logger.warn("Job execution {} of {} had no heartbeat for {} and was closed as FAILED."
						+ " It can be restarted.", execution.id(), execution.job(), lapse);
			}
		}
		catch (RuntimeException ex) {
			// For example, its process holds a lock on a step.
			cannotLook(ex);
		}
	}

	/** The longer interval counts, if the processes have been given different ones. */
	private long lapseNanos(long everyMillis) {
		return LAPSES_AFTER * Math.max(this.interval.toNanos(), TimeUnit.MILLISECONDS.toNanos(everyMillis));
	}

	/** Returns the interval of a heartbeat, or -1 if the text is none. */
	private static long everyMillis(@Nullable String message) {
		Matcher matcher = TEXT.matcher((message != null) ? message : "");
		return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
	}

	private void cannotLook(RuntimeException ex) {
		if (!this.cannotLook && !this.destroyed) {
			logger.warn("Heartbeats of Spring Batch cannot be checked", ex);
		}
		this.cannotLook = true;
	}

}
