/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.softlanding.process.SoftlandingThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * The thread that looks for long transactions, and for connections in use after their
 * request, while the context runs.
 */
final class LongTransactionWatch implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(LongTransactionWatch.class);

	private final LongTransactions transactions;

	private final Duration interval;

	private volatile @Nullable Thread thread;

	LongTransactionWatch(LongTransactions transactions, Duration interval) {
		this.transactions = transactions;
		this.interval = interval;
	}

	@Override
	public void start() {
		Thread thread = new SoftlandingThread("transaction-watch", this::watch);
		this.thread = thread;
		thread.start();
	}

	private void watch() {
		try {
			while (this.thread == Thread.currentThread()) {
				TimeUnit.NANOSECONDS.sleep(this.interval.toNanos());
				look();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void look() {
		try {
			this.transactions.look();
		}
		catch (RuntimeException ex) {
			logger.warn("The look for long transactions and late connections failed", ex);
		}
	}

	@Override
	public void stop() {
		Thread thread = this.thread;
		this.thread = null;
		if (thread != null) {
			thread.interrupt();
		}
	}

	/** Late: a drain leaves time to what stops before its back half. */
	@Override
	public int getPhase() {
		return 0;
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

}
