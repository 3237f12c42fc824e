/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.util.concurrent.ThreadPoolExecutor;

import io.softlanding.inflight.StackSummary;
import org.jspecify.annotations.Nullable;

/**
 * A task as an executor holds it. Named after its class or, where that is a framework's,
 * after the method that has submitted it, such as one with {@code @Async}.
 */
final class TrackedTask implements Runnable {

	private static final StackWalker WALKER = StackWalker.getInstance();

	/** Asks for the text of each task that it refuses, on the thread that submits it. */
	private static final String REFUSAL = ThreadPoolExecutor.AbortPolicy.class.getName();

	private final Runnable decorated;

	private final TrackedExecutor executor;

	private final @Nullable String name;

	private volatile boolean begun;

	private boolean refused;

	/** Creates a task that the calling thread has just submitted. */
	TrackedTask(Runnable task, Runnable decorated, TrackedExecutor executor) {
		this.decorated = decorated;
		this.executor = executor;
		String type = StackSummary.type(task.getClass());
		this.name = (type != null) ? type : StackSummary.caller();
	}

	@Nullable String name() {
		return this.name;
	}

	Runnable decorated() {
		return this.decorated;
	}

	/** Whether it has run, or is running. */
	boolean begun() {
		return this.begun;
	}

	@Override
	public void run() {
		this.begun = true;
		this.executor.run(this);
	}

	/** Messages of executors show what was submitted. */
	@Override
	public String toString() {
		if (!this.refused && WALKER.walk((frames) -> frames.skip(1).findFirst())
			.filter((caller) -> caller.getClassName().equals(REFUSAL))
			.isPresent()) {
			this.refused = true;
			this.executor.refused();
		}
		return this.decorated.toString();
	}

}
