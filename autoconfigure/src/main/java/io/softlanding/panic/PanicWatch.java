/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.softlanding.process.DrainThread;

import org.springframework.beans.factory.DisposableBean;

/**
 * Runs actions four times a second on a daemon thread. The first action starts the
 * thread.
 */
final class PanicWatch implements DisposableBean {

	private static final long TICK_MILLIS = 1000 / PanicWindow.TICKS_A_SECOND;

	private final List<Runnable> actions = new CopyOnWriteArrayList<>();

	private final AtomicBoolean started = new AtomicBoolean();

	private final Consumer<Throwable> failed;

	private final CountDownLatch ended = new CountDownLatch(1);

	PanicWatch(Consumer<Throwable> failed) {
		this.failed = failed;
	}

	void add(Runnable action) {
		this.actions.add(action);
		if (this.started.compareAndSet(false, true)) {
			new DrainThread("panic-watch", this::run).start();
		}
	}

	private void run() {
		try {
			while (!this.ended.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
				for (Runnable action : this.actions) {
					try {
						action.run();
					}
					catch (Throwable ex) {
						this.failed.accept(ex);
					}
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void destroy() {
		this.ended.countDown();
	}

}
