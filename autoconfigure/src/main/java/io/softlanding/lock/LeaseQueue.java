/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Local queue for one lease: one thread asks the server or waits to be woken, the others
 * wait for their turn.
 */
final class LeaseQueue {

	private final String label;

	private final Semaphore turn = new Semaphore(1, true);

	private final Semaphore wakeUps = new Semaphore(0);

	/** Guarded by the map that this is in. */
	private int members;

	/** What this instance holds, if anything. */
	private volatile @Nullable HeldLease held;

	/** Creates a line without members. */
	LeaseQueue(String label) {
		this.label = label;
	}

	String label() {
		return this.label;
	}

	LeaseQueue joined() {
		this.members++;
		return this;
	}

	/** Whether no thread needs the line any more. */
	boolean left() {
		return --this.members == 0 && this.held == null;
	}

	boolean unused() {
		return this.members == 0 && this.held == null;
	}

	boolean awaitTurn(long nanos) throws InterruptedException {
		return (nanos <= 0) ? this.turn.tryAcquire() : this.turn.tryAcquire(nanos, TimeUnit.NANOSECONDS);
	}

	void leaveTurn() {
		this.turn.release();
	}

	/** Whether one of them asks or waits. */
	boolean busy() {
		return this.turn.availablePermits() == 0;
	}

	/** A release from here on wakes the thread whose turn it is. */
	void forgetWakeUps() {
		this.wakeUps.drainPermits();
	}

	void awaitWakeUp(long nanos) throws InterruptedException {
		this.wakeUps.tryAcquire(nanos, TimeUnit.NANOSECONDS);
	}

	void wakeUp() {
		this.wakeUps.release();
	}

	void held(@Nullable HeldLease lease) {
		this.held = lease;
	}

	@Nullable HeldLease held() {
		return this.held;
	}

	/** Forgets what was held. */
	void freed(HeldLease lease) {
		if (this.held == lease) {
			this.held = null;
		}
		wakeUp();
	}

}
