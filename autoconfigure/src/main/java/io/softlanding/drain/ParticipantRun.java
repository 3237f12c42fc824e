/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.softlanding.process.DrainLog;
import io.softlanding.process.DrainThread;
import io.softlanding.text.PlainValues;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * One participant in one drain: runs on a thread of its own and ends once, by its own
 * result or because its time is over. What it says after that is not heard.
 */
final class ParticipantRun implements DrainContext {

	private static final int FRAMES = 8;

	/** What a participant's deadline is before its run's, so that it can still report. */
	static final long REPORTING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private record Ended(DrainResult result, long tookNanos) {
	}

	private final PlannedParticipant planned;

	private final DrainRequest request;

	private final NanoClock clock;

	private final DrainLog log;

	private final DrainPass pass;

	private final LongSupplier leftNanos;

	private final long allowedNanos;

	private final AtomicReference<@Nullable Ended> ended = new AtomicReference<>();

	private volatile @Nullable Thread thread;

	private volatile @Nullable String interruptedFor;

	private volatile boolean threw;

	private volatile long startedNanos;

	private volatile FlightRecord record = FlightRecord.NONE;

	private volatile @Nullable String progress;

	ParticipantRun(PlannedParticipant planned, DrainRequest request, NanoClock clock, DrainLog log, DrainPass pass,
			LongSupplier leftNanos) {
		this.planned = planned;
		this.request = request;
		this.clock = clock;
		this.log = log;
		this.pass = pass;
		this.leftNanos = leftNanos;
		this.allowedNanos = leftNanos.getAsLong();
	}

	/** Starts the participant. */
	void start(Consumer<ParticipantRun> whenEnded) {
		this.startedNanos = this.clock.nanoTime();
		this.record = FlightRecord.ofParticipant(this.planned.phase(), this.planned.name());
		try {
			Thread thread = new DrainThread(this.planned.name(), () -> {
				if (end(drain())) {
					whenEnded.accept(this);
				}
			});
			this.thread = thread;
			thread.start();
		}
		catch (OutOfMemoryError error) {
			end(DrainResult.failed("No thread could be started: %s", error));
			whenEnded.accept(this);
		}
	}

	private DrainResult drain() {
		try {
			DrainResult result = this.planned.participant().drain(this);
			return plain(result);
		}
		catch (InterruptedException ex) {
			String why = Objects.requireNonNullElse(this.interruptedFor, "Interrupted while it waited");
			return DrainResult.timedOut("%s%s", why, lastProgress());
		}
		catch (Throwable ex) {
			this.threw = true;
			this.log.write((logger) -> logger.warn("Drain participant '{}' failed", this.planned.name(), ex));
			return DrainResult.failed("Failed with %s", ex.getClass().getName());
		}
	}

	/** Copies the values of a result now: later they may change, or hang. */
	private static DrainResult plain(@Nullable DrainResult result) {
		return (result != null) ? new DrainResult(result.outcome(), result.summary(), PlainValues.of(result.details()))
				: DrainResult.failed("Returned no result");
	}

	/** Asks a participant that runs to come to an end. */
	void interrupt(String why) {
		this.interruptedFor = why;
		interrupt();
	}

	private void interrupt() {
		Thread thread = this.thread;
		// One that closes the context would make Spring skip every wait of the close.
		if (thread != null && !this.request.initiatedBy(thread)) {
			thread.interrupt();
		}
	}

	/**
	 * Ends a participant that has not ended by itself: interrupts it and says where it
	 * was.
	 */
	void expire(String why) {
		Thread thread = this.thread;
		if (thread == null) {
			Set<String> after = this.planned.after();
			end(DrainResult.timedOut("%s before it could start%s", why,
					after.isEmpty() ? "" : ", waiting for " + after));
			return;
		}
		DrainResult result = DrainResult.timedOut("%s%s", why, lastProgress());
		List<String> stack = Arrays.stream(thread.getStackTrace()).limit(FRAMES).map(String::valueOf).toList();
		if (end(stack.isEmpty() ? result : result.with("stack", stack))) {
			interrupt();
		}
	}

	private String lastProgress() {
		String last = this.progress;
		return (last != null) ? "; last: " + last : "";
	}

	private boolean end(DrainResult result) {
		long took = (this.thread == null) ? 0 : this.clock.nanoTime() - this.startedNanos;
		boolean first = this.ended.compareAndSet(null, new Ended(result, took));
		if (first) {
			this.record.end(result.outcome(), result.summary());
		}
		return first;
	}

	/** Waits until its thread has ended. */
	boolean awaitGone(long nanos) {
		Thread thread = this.thread;
		if (thread == null) {
			return true;
		}
		try {
			thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return !thread.isAlive();
	}

	long leftNanos() {
		return this.leftNanos.getAsLong();
	}

	/** Returns how long it had when it began, to the millisecond. */
	Duration allowed() {
		return Duration.ofMillis(Math.round(this.allowedNanos / 1e6));
	}

	/** Whether its result is only final when the context has ended. */
	boolean isRevisited() {
		return this.planned.looksAgain() && !this.threw;
	}

	/**
	 * Replaces the result of a revisited participant by its final one.
	 * @return this
	 */
	ParticipantRun conclude() {
		if (this.planned.participant() instanceof MultiPassParticipant participant) {
			DrainResult last;
			try {
				last = plain(participant.conclude());
			}
			catch (RuntimeException | Error ex) {
				this.log.write((logger) -> logger.warn("Drain participant '{}' failed", this.planned.name(), ex));
				last = DrainResult.failed("Failed with %s", ex.getClass().getName());
			}
			DrainResult conclusion = last;
			this.ended.updateAndGet((ended) -> new Ended(conclusion, (ended != null) ? ended.tookNanos() : 0));
		}
		return this;
	}

	/** Its final result is not known; what it said before may be of use. */
	void concludeWithoutAnswer() {
		this.ended.updateAndGet((ended) -> {
			DrainResult silent = DrainResult.timedOut("No final result in time");
			return (ended == null) ? new Ended(silent, 0)
					: new Ended(new DrainResult(silent.outcome(),
							"%s; before: %s".formatted(silent.summary(), ended.result().summary()),
							ended.result().details()), ended.tookNanos());
		});
	}

	PlannedParticipant planned() {
		return this.planned;
	}

	@Nullable DrainResult result() {
		Ended ended = this.ended.get();
		return (ended != null) ? ended.result() : null;
	}

	@Nullable String progress() {
		return this.progress;
	}

	Map<String, Object> status() {
		Map<String, Object> status = new LinkedHashMap<>();
		status.put("name", this.planned.name());
		Ended ended = this.ended.get();
		if (ended != null) {
			DrainResult result = ended.result();
			status.put("outcome", result.outcome().name());
			status.put("took", Duration.ofNanos(ended.tookNanos()));
			status.put("summary", result.summary());
			result.details().forEach(status::putIfAbsent);
		}
		else if (this.progress != null) {
			status.put("summary", this.progress);
		}
		return status;
	}

	@Override
	public DrainPass pass() {
		return this.pass;
	}

	@Override
	public DrainReason reason() {
		return this.request.reason();
	}

	@Override
	public Duration remaining() {
		long reporting = Math.min(REPORTING_NANOS, this.allowedNanos / 10);
		return Duration.ofNanos(Math.max(0, leftNanos() - Math.max(0, reporting)));
	}

	@Override
	public boolean forced() {
		return this.request.forced();
	}

	@Override
	public boolean exiting() {
		return this.request.exiting();
	}

	@Override
	public boolean initiatedBy(Thread thread) {
		return this.request.initiatedBy(thread) || endsProcess(thread);
	}

	/**
	 * Whether a thread has called {@link System#exit(int)} and therefore waits for this
	 * drain.
	 */
	private static boolean endsProcess(Thread thread) {
		if (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.BLOCKED) {
			return false;
		}
		for (StackTraceElement frame : thread.getStackTrace()) {
			if (frame.getClassName().equals("java.lang.Shutdown")) {
				return true;
			}
		}
		return false;
	}

	@Override
	public void progress(String line) {
		this.progress = line;
	}

}
