/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import org.springframework.batch.core.step.tasklet.StoppableTasklet;
import org.springframework.util.ClassUtils;

/** A step of a job execution between its beginning and its end. */
final class BatchStep {

	private static final String CHUNK_TASKLET = "ChunkOrientedTasklet";

	private static final String CHUNK_STEP = "ChunkOrientedStep";

	private final Object execution;

	private final String name;

	private volatile Thread thread = Thread.currentThread();

	private volatile long committedNanos;

	private volatile long longestNanos;

	private volatile long commits;

	private long reads;

	private long rollbacks;

	BatchStep(Object execution, long nowNanos) {
		this.execution = execution;
		this.name = BatchModel.text(execution, "getStepName");
		this.committedNanos = nowNanos;
		isWhole();
	}

	String name() {
		return this.name;
	}

	Thread thread() {
		return this.thread;
	}

	long commits() {
		return this.commits;
	}

	/** Returns how long its longest chunk took, or the one that it is in. */
	long longestNanos(long nowNanos) {
		return Math.max(this.longestNanos, nowNanos - this.committedNanos);
	}

	/**
	 * Called before a chunk is written to the repository.
	 * @return whether it is known to be whole
	 */
	boolean committed(long nowNanos) {
		this.longestNanos = Math.max(this.longestNanos, nowNanos - this.committedNanos);
		this.committedNanos = nowNanos;
		this.thread = Thread.currentThread();
		this.commits++;
		return isWhole();
	}

	/**
	 * A chunk that has failed may be written again item by item, with one commit each,
	 * after which the reader does not begin with the rest of them. There are no reads
	 * meanwhile.
	 */
	private synchronized boolean isWhole() {
		long reads = BatchModel.number(this.execution, "getReadCount");
		long rollbacks = BatchModel.number(this.execution, "getRollbackCount");
		boolean whole = reads > this.reads && rollbacks == this.rollbacks;
		this.reads = reads;
		this.rollbacks = rollbacks;
		return whole;
	}

	/** Whether it may only be stopped with a chunk that is written. */
	boolean isChunked() {
		return BatchModel.contextValue(this.execution, "batch.taskletType").endsWith(CHUNK_TASKLET)
				|| BatchModel.contextValue(this.execution, "batch.stepType").endsWith(CHUNK_STEP);
	}

	/** Has it end at its next chunk. Reads and writes no database. */
	void stop() {
		BatchModel.get(this.execution, "setTerminateOnly");
	}

	/**
	 * Whether it may be stopped without losing what it has done since its last commit. A
	 * tasklet that is called once would do all of its work, and be recorded as stopped.
	 */
	boolean endsAtChunk() {
		String tasklet = BatchModel.contextValue(this.execution, "batch.taskletType");
		return this.commits > 1 || isChunked() || isStoppable(tasklet);
	}

	private boolean isStoppable(String tasklet) {
		try {
			return !tasklet.isEmpty() && StoppableTasklet.class
				.isAssignableFrom(ClassUtils.forName(tasklet, this.thread.getContextClassLoader()));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

}
