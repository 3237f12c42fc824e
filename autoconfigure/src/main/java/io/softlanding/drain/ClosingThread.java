/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.softlanding.process.DrainThread;

/**
 * The thread that closes the context, while it waits for the front half. It runs what
 * Spring would run on it, because it may hold locks, a transaction or other values of the
 * thread that this needs.
 */
final class ClosingThread {

	private static final Runnable END = () -> {
	};

	private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

	/** Guarded by this. */
	private boolean waiting;

	/**
	 * Runs a task on the thread.
	 * @return {@code false} if no thread waits, and the task will not run
	 */
	synchronized boolean run(Runnable task) {
		return this.waiting && this.tasks.add(task);
	}

	/**
	 * Runs tasks on the calling thread while something else is waited for. An interrupt
	 * does not shorten it.
	 * @param wait waits, on a thread of its own
	 */
	void runWhile(Runnable wait) {
		waiting(true);
		DrainThread.startOrRun("front-wait", () -> {
			try {
				wait.run();
			}
			finally {
				waiting(false);
				this.tasks.add(END);
			}
		});
		boolean interrupted = false;
		for (Runnable task = null; task != END;) {
			try {
				// Not take(): Spring would take the thread for a stuck one, and skip the
				// close, when close() is called again.
				task = this.tasks.poll(1, TimeUnit.SECONDS);
				if (task != null) {
					task.run();
				}
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized void waiting(boolean waiting) {
		this.waiting = waiting;
	}

}
