/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/** A job execution that runs in this process. */
final class BatchRun {

	private static final String BATCH_6 = "org.springframework.batch.core.job.JobExecution";

	private static final int MOST_STEPS = 20;

	private final String name;

	private final long id;

	private final Thread thread = Thread.currentThread();

	private final long startNanos;

	private final Map<Object, BatchStep> steps = new ConcurrentHashMap<>();

	/** How long the longest chunk took of the steps that have ended. */
	private volatile long endedNanos;

	/** How often its end is still written. Written by the thread of the job. */
	private int endsLeft;

	private volatile boolean asked;

	/** Whether another process has closed it. */
	private volatile boolean closed;

	/** Whether all of its steps have ended, and only its status is to be written. */
	private volatile boolean ending;

	BatchRun(Object execution, long nowNanos) {
		Object instance = Objects.requireNonNull(BatchModel.get(execution, "getJobInstance"));
		this.name = BatchModel.text(instance, "getJobName");
		this.id = BatchModel.number(execution, "getId");
		this.startNanos = nowNanos;
		this.endsLeft = execution.getClass().getName().equals(BATCH_6) ? 2 : 1;
	}

	long id() {
		return this.id;
	}

	String name() {
		return this.name;
	}

	boolean isAsked() {
		return this.asked;
	}

	/** Has it end at its next chunk, or else before its next step. */
	void ask() {
		this.asked = true;
		if (!this.ending) {
			this.steps.values()
				.stream()
				.filter((step) -> step.endsAtChunk() && !step.isChunked())
				.forEach(BatchStep::stop);
		}
	}

	/**
	 * Whether this end is not its last: Batch 6 writes one before and after listeners.
	 */
	boolean writesAgain() {
		return --this.endsLeft > 0;
	}

	/**
	 * Notes that another process has closed it, and has it end.
	 * @return whether this was not known
	 */
	synchronized boolean close() {
		boolean first = !this.closed;
		this.closed = true;
		ask();
		return first;
	}

	boolean isClosed() {
		return this.closed;
	}

	boolean isEnding() {
		return this.ending;
	}

	void ending() {
		this.ending = true;
	}

	/** Called before a step execution is written. */
	void writing(Object execution, boolean ended, long nowNanos) {
		BatchStep step = this.steps.get(execution);
		if (ended) {
			ended(step, nowNanos);
			this.steps.remove(execution);
		}
		else if (step == null) {
			step = new BatchStep(execution, nowNanos);
			this.steps.put(execution, step);
			if (this.asked) {
				// It has not begun.
				step.stop();
			}
		}
		else {
			boolean whole = step.committed(nowNanos);
			if (this.asked && (step.isChunked() ? whole : step.endsAtChunk())) {
				step.stop();
			}
		}
	}

	private synchronized void ended(@Nullable BatchStep step, long nowNanos) {
		if (step != null) {
			this.endedNanos = Math.max(this.endedNanos, step.longestNanos(nowNanos));
		}
	}

	/**
	 * Returns how long its longest chunk took, or the one that it is in: 0 while none has
	 * ended. Steps in their first chunk only count if there are no others: the manager of
	 * partitions has no chunks.
	 * @param first the most that counts of the first chunk of a step
	 */
	long longestChunkNanos(long nowNanos, long first) {
		long ended = this.endedNanos;
		List<BatchStep> steps = List.copyOf(this.steps.values());
		List<BatchStep> committed = steps.stream().filter((step) -> step.commits() > 0).toList();
		if (committed.isEmpty()) {
			return (ended == 0) ? 0
					: steps.stream()
						.mapToLong((step) -> Math.min(first, step.longestNanos(nowNanos)))
						.reduce(ended, Math::max);
		}
		return committed.stream().mapToLong((step) -> step.longestNanos(nowNanos)).reduce(ended, Math::max);
	}

	RunningJob describe(long nowNanos) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("execution", this.id);
		List<BatchStep> steps = List.copyOf(this.steps.values());
		if (!steps.isEmpty()) {
			details.put("steps", steps.stream().limit(MOST_STEPS).map(BatchRun::describe).toList());
		}
		if (this.asked) {
			details.put("stopRequested", true);
		}
		Thread thread = (steps.size() == 1) ? steps.get(0).thread() : this.thread;
		return new RunningJob(this, this.name, Duration.ofNanos(nowNanos - this.startNanos), thread, details);
	}

	private static Map<String, Object> describe(BatchStep step) {
		return Map.of("name", step.name(), "chunks", step.commits());
	}

}
