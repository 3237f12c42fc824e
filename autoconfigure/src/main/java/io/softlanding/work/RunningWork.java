/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

import io.softlanding.inflight.StackSummary;
import io.softlanding.inflight.Work;
import org.jspecify.annotations.Nullable;

/** A job, a task or a scheduled run between its beginning and its end. */
final class RunningWork implements Work, InFlightWork.Running {

	enum Kind {

		REGISTERED, TASK, SCHEDULED;

		final String tag = name().toLowerCase(Locale.ROOT);

	}

	private final Kind kind;

	private final Thread thread = Thread.currentThread();

	private final long startNanos;

	/** What the thread is busy with besides. */
	private final @Nullable RunningWork outer;

	private final Consumer<RunningWork> whenClosed;

	/** The text of what was scheduled, if this is a run of it. */
	private final @Nullable String target;

	private volatile @Nullable String name;

	private volatile boolean ended;

	/** Whether it is one thing after another. */
	private volatile boolean varies;

	RunningWork(Kind kind, @Nullable String name, @Nullable String target, long startNanos, @Nullable RunningWork outer,
			Consumer<RunningWork> whenClosed) {
		this.kind = kind;
		this.name = name;
		this.target = target;
		this.startNanos = startNanos;
		this.outer = outer;
		this.whenClosed = whenClosed;
	}

	Kind kind() {
		return this.kind;
	}

	Thread thread() {
		return this.thread;
	}

	long startNanos() {
		return this.startNanos;
	}

	@Nullable RunningWork outer() {
		return this.outer;
	}

	String target() {
		return Objects.requireNonNullElse(this.target, "");
	}

	/** What has no name can be seen on its stack, as long as it runs. */
	@Override
	public String description() {
		String name = this.name;
		if (name == null && this.target != null) {
			name = ScheduledTasks.method(this.target);
		}
		if (!this.ended && (name == null || this.varies)) {
			name = StackSummary.entry(this.thread.getStackTrace());
			this.name = name;
		}
		return Objects.requireNonNullElse(name, this.kind.tag);
	}

	/** It has the name of what runs at the moment. */
	void varies() {
		this.varies = true;
	}

	@Override
	public boolean ended() {
		return this.ended;
	}

	void end() {
		this.ended = true;
	}

	@Override
	public void close() {
		this.whenClosed.accept(this);
	}

}
