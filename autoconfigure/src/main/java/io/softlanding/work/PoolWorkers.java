/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.util.Map;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Looks at the threads of all {@code ThreadPoolExecutor}s for what their counters do not
 * show: a task that a thread has taken from the queue and not begun. The thread may be
 * kept from its processor for as long as the system likes.
 */
final class PoolWorkers {

	private static final String POOL = "java.util.concurrent.ThreadPoolExecutor";

	private static final String CONDITION = "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject";

	private static final Pattern BEFORE = Pattern.compile("java\\.util\\.concurrent\\.(ThreadPoolExecutor|atomic\\.).*"
			+ "|java\\.lang\\.Thread\\.(?!run$).*|.*\\.beforeExecute");

	private static final String TRACKED = PoolWorkers.class.getPackageName() + ".Tracked";

	private static final String HAND_OVER = "java.util.concurrent.SynchronousQueue";

	private PoolWorkers() {
	}

	/**
	 * Whether a thread may have a task in its hands that is neither in a queue nor
	 * active. A queue without room hands its task over before the thread wakes up, which
	 * cannot be seen; virtual threads cannot be seen either.
	 */
	static boolean anyBetweenQueueAndTask() {
		for (Map.Entry<Thread, StackTraceElement[]> thread : Thread.getAllStackTraces().entrySet()) {
			if (isBetweenQueueAndTask(thread.getValue())) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Counts threads that run a task of a pool.
	 * @param which of which threads
	 */
	static long count(Predicate<Thread> which) {
		return Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.filter((thread) -> which.test(thread.getKey()))
			.filter((thread) -> thread.getKey() instanceof ForkJoinWorkerThread || worker(thread.getValue()) >= 0)
			.count();
	}

	private static int worker(StackTraceElement[] stack) {
		int worker = stack.length - 1;
		while (worker >= 0
				&& !(stack[worker].getClassName().equals(POOL) && stack[worker].getMethodName().equals("runWorker"))) {
			worker--;
		}
		return worker;
	}

	static boolean isBetweenQueueAndTask(StackTraceElement[] stack) {
		int worker = worker(stack);
		if (worker < 0) {
			return false;
		}
		if (worker == 0) {
			return true;
		}
		StackTraceElement called = stack[worker - 1];
		if (called.getClassName().equals(POOL) && called.getMethodName().equals("getTask")) {
			return !waits(stack, worker - 1);
		}
		// What a pool calls before a task has begun, and what we call before it is known.
		return BEFORE.matcher(called.getClassName() + "." + called.getMethodName()).matches()
				|| isBeingCounted(stack, worker - 1);
	}

	private static boolean isBeingCounted(StackTraceElement[] stack, int task) {
		int called = task;
		while (called >= 0 && stack[called].getClassName().startsWith(TRACKED)) {
			called--;
		}
		return called < task && (called < 0 || stack[called].getClassName().equals(WorkRegistry.class.getName()));
	}

	/** Until it returns from there, nothing was taken. */
	private static boolean waits(StackTraceElement[] stack, int getTask) {
		for (int i = 0; i < getTask; i++) {
			String type = stack[i].getClassName();
			if (type.equals(CONDITION) || type.startsWith(HAND_OVER)) {
				return true;
			}
		}
		return false;
	}

}
