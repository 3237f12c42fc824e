/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import io.softlanding.process.SoftlandingThread;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Daemon thread that processes leases when they are due. It starts with the first lease.
 */
final class LeaseTimer {

	private static final Logger logger = LoggerFactory.getLogger(LeaseTimer.class);

	/** Leases that are due never are further away than this. */
	private static final long FAR_NANOS = TimeUnit.HOURS.toNanos(1);

	private final String name;

	private final NanoClock clock;

	private final Collection<HeldLease> leases;

	private final ToLongFunction<HeldLease> due;

	private final long slackNanos;

	private final Consumer<List<HeldLease>> action;

	/** When the thread looks next. */
	private volatile long nextNanos;

	private volatile @Nullable Thread thread;

	private volatile boolean stopped;

	/** Creates a timer that has not started. */
	LeaseTimer(String name, NanoClock clock, Collection<HeldLease> leases, ToLongFunction<HeldLease> due,
			long slackNanos, Consumer<List<HeldLease>> action) {
		this.name = name;
		this.clock = clock;
		this.leases = leases;
		this.due = due;
		this.slackNanos = slackNanos;
		this.action = action;
	}

	/** A lease is due then; it is among the leases already. */
	void expect(long nanos) {
		if (this.thread == null) {
			start();
		}
		// Also when another thread has started it just now, and it has looked already.
		if (nanos - this.nextNanos < 0) {
			LockSupport.unpark(this.thread);
		}
	}

	private synchronized void start() {
		if (this.thread == null && !this.stopped) {
			Thread started = new SoftlandingThread(this.name, this::run);
			this.nextNanos = this.clock.nanoTime();
			started.start();
			this.thread = started;
		}
	}

	synchronized void stop() {
		this.stopped = true;
		LockSupport.unpark(this.thread);
	}

	private void run() {
		while (!this.stopped) {
			long now = this.clock.nanoTime();
			// What is added while this looks is due earlier than that, and wakes us.
			this.nextNanos = now + FAR_NANOS;
			long next = now + FAR_NANOS;
			List<HeldLease> due = new ArrayList<>();
			for (HeldLease lease : this.leases) {
				long at = this.due.applyAsLong(lease);
				if (at - now <= this.slackNanos) {
					due.add(lease);
				}
				else if (at - next < 0) {
					next = at;
				}
			}
			if (!due.isEmpty()) {
				act(due);
			}
			else {
				this.nextNanos = next;
				LockSupport.parkNanos(this, next - now);
				// Nothing is gained by interrupting it.
				Thread.interrupted();
			}
		}
	}

	private void act(List<HeldLease> due) {
		try {
			this.action.accept(due);
		}
		catch (RuntimeException | Error ex) {
			logger.error("Leases could not be renewed because of an unexpected error; the renewal continues", ex);
			LockSupport.parkNanos(this, this.slackNanos + TimeUnit.MILLISECONDS.toNanos(100));
		}
	}

}
