/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.softlanding.process.DrainThread;

import org.springframework.beans.factory.DisposableBean;

/**
 * Ticks four times a second on a daemon thread, which the first thing to tick starts. A
 * tick that fails leaves the others their turn.
 */
final class PanicWatch implements DisposableBean {

	private static final long TICK_MILLIS = 1000 / PanicWindow.TICKS_A_SECOND;

	private final Set<Periodic> periodic = new CopyOnWriteArraySet<>();

	private final AtomicBoolean started = new AtomicBoolean();

	private final Consumer<Throwable> failed;

	private final CountDownLatch ended = new CountDownLatch(1);

	/**
	 * Creates a watch without a thread.
	 * @param failed called with what a tick throws
	 */
	PanicWatch(Consumer<Throwable> failed) {
		this.failed = failed;
	}

	/** Ticks something from now on; adding it again changes nothing. */
	void add(Periodic added) {
		if (this.periodic.add(added) && this.started.compareAndSet(false, true)) {
			new DrainThread("panic-watch", this::run).start();
		}
	}

	private void run() {
		try {
			while (!this.ended.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
				this.periodic.forEach(this::tick);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void tick(Periodic one) {
		try {
			one.tick();
		}
		catch (Throwable ex) {
			this.failed.accept(ex);
		}
	}

	@Override
	public void destroy() {
		this.ended.countDown();
	}

}
