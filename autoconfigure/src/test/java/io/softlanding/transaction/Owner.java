/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A thread that owns a transaction: it says where it is, and waits where it is told to.
 */
final class Owner {

	/** What an owner does. */
	interface Work {

		void run(Owner owner) throws Exception;

	}

	private final CountDownLatch there = new CountDownLatch(1);

	private final CountDownLatch goOn = new CountDownLatch(1);

	private final FutureTask<@Nullable Void> task;

	private final Thread thread;

	private Owner(Work work) {
		this.task = new FutureTask<>(() -> {
			work.run(this);
			return null;
		});
		this.thread = new Thread(this.task, "owner");
		this.thread.setDaemon(true);
	}

	static Owner start(Work work) {
		Owner owner = new Owner(work);
		owner.thread.start();
		return owner;
	}

	/** Called by the owner. */
	void here() {
		this.there.countDown();
	}

	/** Called by the owner: says that it is there, and waits. */
	void pause() {
		here();
		boolean interrupted = false;
		while (true) {
			try {
				this.goOn.await();
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	Owner awaitHere() throws InterruptedException {
		if (!this.there.await(20, TimeUnit.SECONDS)) {
			throw new IllegalStateException("The owner did not come there");
		}
		return this;
	}

	Owner release() {
		this.goOn.countDown();
		return this;
	}

	/** Waits for the end and returns what the owner was told, or null if all was well. */
	@Nullable Throwable failure() throws Exception {
		try {
			this.task.get(20, TimeUnit.SECONDS);
			return null;
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
	}

	boolean isDone() {
		return this.task.isDone();
	}

	Thread thread() {
		return this.thread;
	}

}
