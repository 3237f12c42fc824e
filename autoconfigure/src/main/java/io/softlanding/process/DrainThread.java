/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

/**
 * A daemon thread of the drain's own: what runs on it may begin transactions to the end,
 * when no other thread may any more. For what has to be stored while the instance drains.
 * A context that is closed from one of them does not wait for the drain.
 *
 * @since 0.1
 */
public final class DrainThread extends SoftlandingThread {

	/**
	 * Creates a thread that has not started.
	 * @param name what it does; its name is this with {@code softlanding-} before it
	 * @param task what it runs
	 */
	public DrainThread(String name, Runnable task) {
		super(name, task);
	}

	/**
	 * Starts a thread, or runs the task here when the process has no thread left to give.
	 * @param name what the thread does
	 * @param task what to run
	 */
	public static void startOrRun(String name, Runnable task) {
		try {
			new DrainThread(name, task).start();
		}
		catch (OutOfMemoryError error) {
			task.run();
		}
	}

}
