/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.quartz.core.JobRunShell;
import org.quartz.core.QuartzSchedulerThread;

import org.springframework.util.ReflectionUtils;

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

	/** Returns how many threads run a job, or are about to, or have just done so. */
	long running() {
		return shells().count();
	}

	/**
	 * Whether no thread of a scheduler looks for a job.
	 * @param names names of the threads
	 */
	boolean lookForNothing(Set<String> names) {
		return schedulers(names).allMatch((thread) -> isParked(thread.getValue()));
	}

	/**
	 * Ends threads of schedulers that wait for a worker. When one is freed, they fire
	 * what is due before they see that the scheduler is in standby. They have no trigger
	 * yet, and there is no other way to stop them but to shut the scheduler down.
	 * @param names names of the threads
	 */
	void haltBlocked(Set<String> names) {
		schedulers(names).filter((thread) -> isBlocked(thread.getValue()) && isBlocked(thread.getKey().getStackTrace()))
			.forEach((thread) -> halt(thread.getKey()));
	}

	private static boolean isBlocked(StackTraceElement[] stack) {
		return Arrays.stream(stack).anyMatch((frame) -> frame.getMethodName().equals("blockForAvailableThreads"));
	}

	private static void halt(Thread thread) {
		try {
			Method halt = ReflectionUtils.findMethod(QuartzSchedulerThread.class, "halt", boolean.class);
			if (halt != null) {
				ReflectionUtils.makeAccessible(halt);
				halt.invoke(thread, false);
			}
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			// It begins one more job, which is waited for.
		}
	}

	private Stream<Map.Entry<Thread, StackTraceElement[]>> schedulers(Set<String> names) {
		return this.stacks.entrySet()
			.stream()
			.filter((thread) -> thread.getKey() instanceof QuartzSchedulerThread)
			.filter((thread) -> names.contains(thread.getKey().getName()));
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
