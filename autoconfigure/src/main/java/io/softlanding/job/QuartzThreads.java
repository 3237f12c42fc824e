/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.quartz.core.JobRunShell;
import org.quartz.core.QuartzSchedulerThread;

/**
 * What the threads of Quartz do, as their stacks show. A job begins on a thread before
 * Quartz lists it, and ends there after it: only then the job store knows.
 */
final class QuartzThreads {

	private static final String SHELL = JobRunShell.class.getName();

	private static final String SCHEDULER = QuartzSchedulerThread.class.getName();

	private final Map<Thread, StackTraceElement[]> stacks;

	private QuartzThreads(Map<Thread, StackTraceElement[]> stacks) {
		this.stacks = stacks;
	}

	/** Looks at all platform threads. */
	static QuartzThreads look() {
		return new QuartzThreads(Thread.getAllStackTraces());
	}

	/** Whether no thread runs a job, and none of a scheduler looks for one. */
	boolean areIdle() {
		return shells().findAny().isEmpty() && this.stacks.entrySet()
			.stream()
			.filter((thread) -> thread.getKey() instanceof QuartzSchedulerThread)
			.allMatch((thread) -> isParked(thread.getValue()));
	}

	/** Whether it waits in its own loop, and not in a job store or for a worker. */
	private static boolean isParked(StackTraceElement[] stack) {
		for (int i = 0; i < stack.length; i++) {
			if (stack[i].getClassName().equals(SCHEDULER)) {
				return i > 0 && stack[i].getMethodName().equals("run")
						&& stack[i - 1].getClassName().equals(Object.class.getName());
			}
		}
		// It has ended, or has not begun.
		return true;
	}

	/** Returns the thread of a job, or {@code null} if it may be one of several. */
	@Nullable Thread of(Class<?> job, boolean onlyJob) {
		List<Map.Entry<Thread, StackTraceElement[]>> shells = shells().toList();
		if (onlyJob && shells.size() == 1) {
			return shells.get(0).getKey();
		}
		List<Thread> candidates = shells.stream()
			.filter((shell) -> has(shell.getValue(), job.getName()))
			.map(Map.Entry::getKey)
			.toList();
		return (candidates.size() == 1) ? candidates.get(0) : null;
	}

	private Stream<Map.Entry<Thread, StackTraceElement[]>> shells() {
		return this.stacks.entrySet().stream().filter((thread) -> has(thread.getValue(), SHELL));
	}

	private static boolean has(StackTraceElement[] stack, String type) {
		return Arrays.stream(stack).anyMatch((frame) -> frame.getClassName().equals(type));
	}

}
