/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.softlanding.drain.DrainResult;
import io.softlanding.inflight.WorkSource;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;

/**
 * The job executions of Spring Batch that run in this process, however they were started.
 * They are stopped through their own objects, which their steps look at after each chunk:
 * a database that does not answer delays nothing here.
 */
final class BatchJobs implements JobSource, WorkSource {

	/** For a chunk that takes longer than those before, and to write the end. */
	private static final long FLOOR_NANOS = TimeUnit.SECONDS.toNanos(3);

	private final NanoClock clock;

	private final JobWait wait;

	/** By their execution. Guarded by itself, which is told of each end. */
	private final Map<Object, BatchRun> runs = new IdentityHashMap<>();

	private final AtomicLong stopped = new AtomicLong();

	/** Names of those that were stopped in a drain, and of those not saved. */
	private final ConcurrentLinkedQueue<String> stoppedNames = new ConcurrentLinkedQueue<>();

	private final ConcurrentLinkedQueue<String> unsavedNames = new ConcurrentLinkedQueue<>();

	private volatile @Nullable Duration stopAfter;

	/** Whether executions that begin now are stopped before their first step. */
	private volatile boolean asking;

	private volatile boolean draining;

	private volatile boolean notObserved;

	private volatile @Nullable BatchHeartbeat heartbeat;

	BatchJobs(NanoClock clock) {
		this.clock = clock;
		this.wait = new JobWait(this, clock);
	}

	JobWait jobWait() {
		return this.wait;
	}

	void stopAfter(@Nullable Duration stopAfter) {
		this.stopAfter = stopAfter;
	}

	@Override
	public String name() {
		return "batch";
	}

	@Override
	public boolean exhausted() {
		return this.wait.exhausted();
	}

	/** Called when a job repository writes where nothing sees it. */
	void notObserved() {
		this.notObserved = true;
	}

	/** Called on the thread of a job before its beginning is written. */
	void begins(Object execution) {
		synchronized (this.runs) {
			// The job itself may write its execution while it runs.
			if (!this.runs.containsKey(execution)) {
				BatchRun run = new BatchRun(execution, this.clock.nanoTime());
				if (this.asking) {
					run.ask();
				}
				this.runs.put(execution, run);
			}
		}
	}

	/** Called before a step execution is written. */
	void writingStep(Object jobExecution, Object stepExecution) {
		BatchRun run = of(jobExecution);
		if (run != null) {
			run.writing(stepExecution, BatchModel.get(stepExecution, "getEndTime") != null, this.clock.nanoTime());
		}
	}

	/** Called before the end of a job is written. */
	void ending(Object execution) {
		BatchRun run = of(execution);
		if (run != null) {
			run.ending();
		}
	}

	/** Called when the end of a job is written, or could not be. */
	void ended(Object execution, boolean saved) {
		synchronized (this.runs) {
			BatchRun run = this.runs.get(execution);
			if (run != null && (saved || run.isClosed()) && run.writesAgain()) {
				return;
			}
			if (run != null && this.draining) {
				// Before the drain sees that it has ended.
				note(run, execution, saved);
			}
			this.runs.remove(execution);
			this.runs.notifyAll();
		}
	}

	private void note(BatchRun run, Object execution, boolean saved) {
		if (!saved) {
			this.unsavedNames.add(run.name());
		}
		else if (run.isAsked() && BatchModel.get(execution, "getStatus") == BatchStatus.STOPPED) {
			this.stopped.incrementAndGet();
			this.stoppedNames.add(run.name());
		}
	}

	void heartbeat(BatchHeartbeat heartbeat) {
		this.heartbeat = heartbeat;
	}

	/** Called when an execution has written itself, and with that over its heartbeat. */
	void written(Object execution) {
		BatchHeartbeat heartbeat = this.heartbeat;
		BatchRun run = of(execution);
		if (heartbeat != null && run != null) {
			heartbeat.written(run);
		}
	}

	/**
	 * Whether another process has closed an execution of this one.
	 * @param look whether to look in the database
	 */
	boolean isClosed(Object execution, boolean look) {
		BatchHeartbeat heartbeat = this.heartbeat;
		if (heartbeat == null) {
			return false;
		}
		BatchRun run = of(execution);
		return run != null && (look ? heartbeat.isClosed(run) : run.isClosed());
	}

	private @Nullable BatchRun of(Object execution) {
		synchronized (this.runs) {
			return this.runs.get(execution);
		}
	}

	List<BatchRun> runs() {
		synchronized (this.runs) {
			return List.copyOf(this.runs.values());
		}
	}

	@Override
	public List<RunningJob> running() {
		long now = this.clock.nanoTime();
		return runs().stream().map((run) -> run.describe(now)).toList();
	}

	/**
	 * What might end by itself may: a stopped job has to be started again. It is asked
	 * when there is just time for another chunk, or when half of the time has passed and
	 * none has ended that would show how long it takes.
	 */
	@Override
	public void draining(Duration total, Duration remaining) {
		this.draining = true;
		Duration stopAfter = this.stopAfter;
		Duration passed = total.minus(remaining);
		long floorNanos = Math.min(FLOOR_NANOS, total.toNanos() / 4);
		this.asking |= (stopAfter != null) ? passed.compareTo(stopAfter) >= 0 : remaining.toNanos() <= floorNanos;
		long now = this.clock.nanoTime();
		for (BatchRun run : runs()) {
			long chunkNanos = run.longestChunkNanos(now, total.toNanos() / 3);
			long neededNanos = (chunkNanos == 0) ? total.toNanos() / 2 : Math.max(floorNanos, chunkNanos * 3 / 2);
			boolean due = this.asking || stopAfter == null && remaining.toNanos() <= neededNanos;
			if (due && !run.isAsked()) {
				run.ask();
			}
		}
	}

	@Override
	public void end(boolean last) {
		this.draining = true;
		this.asking = true;
		runs().stream().filter((run) -> !run.isAsked()).forEach(BatchRun::ask);
	}

	@Override
	public void await(long nanos) throws InterruptedException {
		synchronized (this.runs) {
			if (!this.runs.isEmpty()) {
				TimeUnit.NANOSECONDS.timedWait(this.runs, nanos);
				return;
			}
		}
		this.clock.sleep(Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(1)));
	}

	/** Returns how many executions drains have stopped. */
	long stopped() {
		return this.stopped.get();
	}

	@Override
	public DrainResult judge(DrainResult result) {
		if (this.stoppedNames.isEmpty() && this.unsavedNames.isEmpty()) {
			return this.notObserved ? DrainResult
				.assumed("Executions of a job repository that is not observed are assumed to have ended") : result;
		}
		List<String> parts = Stream
			.of(part(this.stoppedNames, "stopped at a chunk"), part(this.unsavedNames, "ended without a saved status"))
			.filter((part) -> !part.isEmpty())
			.toList();
		return DrainResult.partial("%s", String.join("; ", parts))
			.with("stopped", names(this.stoppedNames))
			.with("unsaved", names(this.unsavedNames));
	}

	@Override
	public void judged() {
		this.stoppedNames.clear();
		this.unsavedNames.clear();
	}

	private static String part(ConcurrentLinkedQueue<String> names, String what) {
		return names.isEmpty() ? "" : "%d %s %s".formatted(names.size(), JobWait.jobs(names.size()), what);
	}

	private static Map<String, Object> names(ConcurrentLinkedQueue<String> names) {
		Map<String, Object> counts = new TreeMap<>();
		names.forEach((name) -> counts.merge(name, 1L, (first, second) -> (Long) first + (Long) second));
		return Collections.unmodifiableMap(counts);
	}

}
