/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Tasks that are not waited for, run one after the other by a daemon thread that ends
 * when it has nothing to do. Adding a task returns at once, whatever the tasks before it
 * do.
 */
public final class SerialTasks {

	private final ThreadPoolExecutor thread;

	/**
	 * Creates an empty row of tasks.
	 * @param name of the thread
	 * @param capacity how many tasks may wait
	 * @param dropped runs for each task that finds no place
	 */
	public SerialTasks(String name, int capacity, Runnable dropped) {
		this.thread = new ThreadPoolExecutor(1, 1, 200, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(capacity),
				(task) -> new DrainThread(name, task), (task, full) -> dropped.run());
		this.thread.allowCoreThreadTimeOut(true);
	}

	public void add(Runnable task) {
		try {
			this.thread.execute(task);
		}
		catch (RejectedExecutionException | OutOfMemoryError error) {
			// Without a thread these tasks are not done, but there is still a drain.
		}
	}

	/**
	 * Waits until what was added so far is done.
	 * @param patience how long to wait
	 * @return whether it is
	 */
	public boolean flush(Duration patience) {
		CountDownLatch done = new CountDownLatch(1);
		add(done::countDown);
		return BoundedWait.uninterruptibly(done, patience.toNanos());
	}

}
