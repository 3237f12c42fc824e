/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What every thread does right now, and which wait for each other.
 */
public final class ThreadDump {

	private ThreadDump() {
	}

	/** Returns the names of threads that wait for each other in a circle. */
	public static List<String> deadlocked() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long[] ids = threads.isSynchronizerUsageSupported() ? threads.findDeadlockedThreads()
				: threads.findMonitorDeadlockedThreads();
		return (ids == null) ? List.of()
				: Stream.of(threads.getThreadInfo(ids)).map(ThreadInfo::getThreadName).toList();
	}

	/** Returns one block a thread, as a thread dump shows it. */
	public static String text() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		return Stream
			.of(threads.dumpAllThreads(threads.isObjectMonitorUsageSupported(), threads.isSynchronizerUsageSupported()))
			.map(ThreadDump::block)
			.collect(Collectors.joining("\n"));
	}

	/**
	 * Writes a thread with all its frames: {@link ThreadInfo#toString()} stops after
	 * eight.
	 */
	private static String block(ThreadInfo thread) {
		StringBuilder block = new StringBuilder().append('"')
			.append(thread.getThreadName())
			.append("\" ")
			.append(thread.getThreadState());
		if (thread.getLockName() != null) {
			block.append(" on ").append(thread.getLockName());
		}
		if (thread.getLockOwnerName() != null) {
			block.append(" held by \"").append(thread.getLockOwnerName()).append('"');
		}
		for (StackTraceElement frame : thread.getStackTrace()) {
			block.append("\n\tat ").append(frame);
		}
		return block.append('\n').toString();
	}

}
