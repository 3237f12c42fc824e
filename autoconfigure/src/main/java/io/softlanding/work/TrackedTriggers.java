/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;

/**
 * Tells the runs that one of Spring's schedulers triggers from the tasks that are given
 * to it as to any executor.
 */
final class TrackedTriggers implements TaskDecorator {

	private static final StackWalker WALKER = StackWalker.getInstance();

	private static final Pattern SCHEDULE = Pattern
		.compile("org\\.springframework\\.scheduling\\.concurrent\\..*\\.(lambda\\$)?schedule[^.]*");

	/** What a trigger has started before is taken for one that it will start again. */
	private static final Pattern PERIODIC = Pattern
		.compile(".*\\.(scheduleAtFixedRate|scheduleWithFixedDelay|runAndReset|ReschedulingRunnable\\.run)");

	private final @Nullable TaskDecorator own;

	private final TrackedExecutor tasks;

	private final TrackedRuns runs;

	/**
	 * Creates a decorator around that of the application, which {@code tasks} has too.
	 */
	TrackedTriggers(@Nullable TaskDecorator own, TrackedExecutor tasks, TrackedRuns runs) {
		this.own = own;
		this.tasks = tasks;
		this.runs = runs;
	}

	@Override
	public Runnable decorate(Runnable task) {
		List<String> callers = callers();
		if (callers.stream().noneMatch((caller) -> SCHEDULE.matcher(caller).matches())) {
			return this.tasks.decorate(task);
		}
		Runnable decorated = (this.own != null) ? this.own.decorate(task) : task;
		return new TrackedRuns.Run(this.runs, ScheduledTasks.target(task), decorated,
				callers.stream().anyMatch((caller) -> PERIODIC.matcher(caller).matches()));
	}

	/** The task does not tell, but who gives it to the decorator. */
	private static List<String> callers() {
		return WALKER.walk((frames) -> frames.map((frame) -> frame.getClassName() + "." + frame.getMethodName())
			.dropWhile((frame) -> frame.startsWith(TrackedTriggers.class.getName()))
			.takeWhile((frame) -> frame.startsWith("java.util.concurrent.") || frame.startsWith("org.springframework."))
			.toList());
	}

}
