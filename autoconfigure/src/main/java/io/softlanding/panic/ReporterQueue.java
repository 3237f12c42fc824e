/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.softlanding.process.DrainThread;

/**
 * What stands between panics and one reporter: takes as many as it holds, counts those it
 * drops, and calls the reporter on a daemon thread of its own, which the first panic
 * starts.
 */
final class ReporterQueue implements Consumer<Panic> {

	static final int CAPACITY = 256;

	/** Wakes the thread, which has nothing to report then. */
	private static final Optional<Panic> WAKE = Optional.empty();

	private final PanicReporter reporter;

	private final Consumer<Throwable> failed;

	private final BlockingQueue<Optional<Panic>> queue = new ArrayBlockingQueue<>(CAPACITY);

	private final AtomicBoolean started = new AtomicBoolean();

	private final LongAdder dropped = new LongAdder();

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile boolean busy;

	private volatile boolean closing;

	private volatile Thread thread = Thread.currentThread();

	/**
	 * Creates a queue without a thread.
	 * @param failed called with what a reporter throws
	 */
	ReporterQueue(PanicReporter reporter, Consumer<Throwable> failed) {
		this.reporter = reporter;
		this.failed = failed;
	}

	@Override
	public void accept(Panic panic) {
		if (this.closing || !this.queue.offer(Optional.of(panic))) {
			this.dropped.increment();
			return;
		}
		if (!this.started.get() && this.started.compareAndSet(false, true)) {
			start();
		}
	}

	private void start() {
		try {
			Thread created = new DrainThread("panic-reporter", this::run);
			this.thread = created;
			created.start();
		}
		catch (OutOfMemoryError error) {
			// The next panic tries again.
			this.started.set(false);
		}
	}

	private void run() {
		try {
			while (!this.closing || !this.queue.isEmpty()) {
				this.busy = true;
				Optional<Panic> panic = this.queue.poll();
				if (panic == null) {
					this.busy = false;
					panic = this.queue.take();
					this.busy = true;
				}
				if (panic.isPresent()) {
					report(panic.get());
				}
			}
		}
		catch (InterruptedException ex) {
			// The context is closed, and has waited long enough.
			Thread.currentThread().interrupt();
		}
		finally {
			this.busy = false;
			this.ended.countDown();
		}
	}

	private void report(Panic panic) throws InterruptedException {
		try {
			this.reporter.report(panic);
		}
		catch (InterruptedException ex) {
			if (this.closing) {
				throw ex;
			}
			this.failed.accept(ex);
		}
		catch (Throwable ex) {
			this.failed.accept(ex);
		}
		finally {
			if (!this.closing) {
				// Only a reporter can have interrupted its own thread.
				Thread.interrupted();
			}
		}
	}

	long dropped() {
		return this.dropped.sum();
	}

	int waiting() {
		return (int) this.queue.stream().filter(Optional::isPresent).count() + (this.busy ? 1 : 0);
	}

	/**
	 * Takes no more, and waits until what it has is reported.
	 * @param patience how long at most
	 * @return whether everything is reported
	 */
	boolean close(Duration patience) throws InterruptedException {
		this.closing = true;
		if (!this.started.get()) {
			return true;
		}
		if (this.queue.isEmpty()) {
			// It may sleep. If it is busy, an interrupt could lose what it has in hand.
			this.queue.offer(WAKE);
		}
		boolean done = this.ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
		if (!done) {
			this.thread.interrupt();
		}
		return done;
	}

}
