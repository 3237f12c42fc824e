/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.softlanding.process.DrainThread;

import org.springframework.beans.factory.DisposableBean;

/**
 * Runs actions four times a second on a daemon thread, which the first action starts.
 */
final class PanicTimer implements DisposableBean {

	private static final long TICK_MILLIS = 1000 / PanicWindow.TICKS_A_SECOND;

	private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1,
			(run) -> new DrainThread("panic-watch", run));

	private final Consumer<Throwable> failed;

	PanicTimer(Consumer<Throwable> failed) {
		this.failed = failed;
	}

	void add(Runnable action) {
		ScheduledFuture<?> unused = this.executor.scheduleWithFixedDelay(() -> {
			try {
				action.run();
			}
			catch (Throwable ex) {
				this.failed.accept(ex);
			}
		}, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
	}

	@Override
	public void destroy() {
		this.executor.shutdown();
	}

}
