/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.tomcat.util.threads.VirtualThreadExecutor;

/**
 * Counts what Tomcat hands over to an executor that does not count by itself, such as one
 * of virtual threads.
 */
final class TaskCount {

	private final AtomicInteger waiting = new AtomicInteger();

	private final AtomicInteger open = new AtomicInteger();

	/** Returns an executor that counts. */
	Executor around(Executor executor) {
		return (executor instanceof VirtualThreadExecutor virtual) ? new VirtualThreads(virtual) : new Tasks(executor);
	}

	/** How many tasks were handed over and have not begun. */
	int waiting() {
		return this.waiting.get();
	}

	/** How many tasks were handed over and have not ended. */
	int open() {
		return this.open.get();
	}

	private void execute(Executor executor, Runnable task) {
		this.open.incrementAndGet();
		this.waiting.incrementAndGet();
		try {
			executor.execute(() -> {
				this.waiting.decrementAndGet();
				try {
					task.run();
				}
				finally {
					this.open.decrementAndGet();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			this.waiting.decrementAndGet();
			this.open.decrementAndGet();
			throw ex;
		}
	}

	private final class VirtualThreads extends VirtualThreadExecutor {

		private final VirtualThreadExecutor executor;

		VirtualThreads(VirtualThreadExecutor executor) {
			super("tomcat-");
			this.executor = executor;
		}

		@Override
		public void execute(Runnable task) {
			TaskCount.this.execute(this.executor, task);
		}

	}

	private final class Tasks extends AbstractExecutorService {

		private final Executor executor;

		Tasks(Executor executor) {
			this.executor = executor;
		}

		@Override
		public void execute(Runnable task) {
			TaskCount.this.execute(this.executor, task);
		}

		@Override
		public void shutdown() {
			if (this.executor instanceof ExecutorService service) {
				service.shutdown();
			}
		}

		@Override
		public List<Runnable> shutdownNow() {
			return (this.executor instanceof ExecutorService service) ? service.shutdownNow() : List.of();
		}

		@Override
		public boolean isShutdown() {
			return this.executor instanceof ExecutorService service && service.isShutdown();
		}

		@Override
		public boolean isTerminated() {
			return this.executor instanceof ExecutorService service && service.isTerminated();
		}

		@Override
		public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
			return this.executor instanceof ExecutorService service && service.awaitTermination(timeout, unit);
		}

	}

}
