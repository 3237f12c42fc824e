/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.softlanding.inflight.StackSummary;

/**
 * Looks once, at the end of the process, for threads that nothing else knows: those of
 * pools that are no beans, of the common pool, and those that the application has
 * started. Virtual threads cannot be seen, but those that run them can.
 */
final class ApplicationThreads {

	private static final int MOST = 20;

	/** In one of these, a thread of the application's own has nothing to do. */
	private static final Set<String> IDLE = Set.of("take", "poll", "select", "accept");

	private static final Pattern EXECUTOR = Pattern.compile("java\\.util\\.(concurrent\\..*|TimerThread)");

	/** What begins the name of a thread that wakes virtual threads. */
	private static final String UNPARKER = "VirtualThread-un";

	private static final String CARRIER = "jdk.internal.misc.CarrierThread";

	private final List<String> prefixes;

	private final Predicate<Thread> runsVirtual;

	/** The empty prefix stands for the unnamed package. */
	ApplicationThreads(List<String> prefixes) {
		this(prefixes, ApplicationThreads::runsVirtual);
	}

	ApplicationThreads(List<String> prefixes, Predicate<Thread> runsVirtual) {
		this.prefixes = prefixes;
		this.runsVirtual = runsVirtual;
	}

	List<Map<String, Object>> running(Predicate<Thread> known) {
		List<Map<String, Object>> running = new ArrayList<>();
		Thread.getAllStackTraces().forEach((thread, stack) -> {
			if (running.size() < MOST && thread != Thread.currentThread() && isRunning(thread, stack)
					&& !known.test(thread)) {
				Map<String, Object> described = new LinkedHashMap<>();
				described.put("thread", thread.getName());
				described.put("stack", StackSummary.of(stack));
				running.add(described);
			}
		});
		ForkJoinPool common = ForkJoinPool.commonPool();
		long waiting = common.getQueuedSubmissionCount() + common.getQueuedTaskCount();
		if (waiting > 0) {
			running.add(Map.of("thread", "ForkJoinPool.commonPool", "waiting", waiting));
		}
		return running;
	}

	/** Whether there are virtual threads, or were a moment ago. */
	boolean mayBeVirtual() {
		return Thread.getAllStackTraces().keySet().stream().anyMatch(this.runsVirtual);
	}

	static boolean runsVirtual(Thread thread) {
		return thread.getName().startsWith(UNPARKER) || thread.getClass().getName().equals(CARRIER);
	}

	private boolean isRunning(Thread thread, StackTraceElement[] stack) {
		int own = 0;
		while (own < stack.length && !isApplication(stack[own].getClassName())) {
			own++;
		}
		if (own == stack.length) {
			return false;
		}
		// A thread that an executor has given a task is there for it, whatever that waits
		// for.
		return Arrays.stream(stack, own, stack.length)
			.anyMatch((frame) -> EXECUTOR.matcher(frame.getClassName()).matches())
				|| thread.getState() != Thread.State.WAITING
						&& (own == 0 || !IDLE.contains(stack[own - 1].getMethodName()));
	}

	private boolean isApplication(String type) {
		return this.prefixes.stream()
			.anyMatch((prefix) -> prefix.isEmpty() ? type.indexOf('.') < 0 : type.startsWith(prefix));
	}

}
