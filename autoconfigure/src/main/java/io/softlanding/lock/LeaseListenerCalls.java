/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.softlanding.process.SoftlandingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs listeners of leases on threads of their own, because they may be slow or fail. */
final class LeaseListenerCalls {

	private static final Logger logger = LoggerFactory.getLogger(LeaseListenerCalls.class);

	private static final int THREADS = 4;

	private final ThreadPoolExecutor threads = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(), (task) -> new SoftlandingThread("lease-lost", task));

	LeaseListenerCalls() {
		this.threads.allowCoreThreadTimeOut(true);
	}

	/** Runs something soon, unless this has been stopped. */
	void execute(Runnable call, String whenItFails) {
		Runnable guarded = () -> {
			try {
				call.run();
			}
			catch (RuntimeException | Error ex) {
				logger.warn(whenItFails, ex);
			}
		};
		try {
			this.threads.execute(guarded);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Listeners of leases are no longer notified");
		}
	}

	void stop() {
		this.threads.shutdown();
	}

}
