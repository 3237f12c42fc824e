/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * {@link Lock} on top of a lease. Threads of one view queue locally before they ask for
 * the lease.
 */
final class LeaseLock implements Lock {

	private static final Duration FOR_EVER = Duration.ofDays(1000);

	private final LeaseRegistry leases;

	private final String name;

	private final Duration ttl;

	private final ReentrantLock local = new ReentrantLock(true);

	/** Guarded by the local lock. */
	private @Nullable Lease lease;

	LeaseLock(LeaseRegistry leases, String name, Duration ttl) {
		this.leases = leases;
		this.name = name;
		this.ttl = ttl;
	}

	@Override
	public void lock() {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					lockInterruptibly();
					return;
				}
				catch (InterruptedException ex) {
					// This one waits all the same, and tells afterwards.
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public void lockInterruptibly() throws InterruptedException {
		while (!tryLock(FOR_EVER.toNanos(), TimeUnit.NANOSECONDS)) {
			continue;
		}
	}

	@Override
	public boolean tryLock() {
		boolean interrupted = Thread.interrupted();
		try {
			return this.local.tryLock() && acquired(Duration.ZERO);
		}
		catch (InterruptedException ex) {
			interrupted = true;
			return false;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
		long start = System.nanoTime();
		if (!this.local.tryLock(time, unit)) {
			return false;
		}
		return acquired(Duration.ofNanos(Math.max(0, unit.toNanos(time) - (System.nanoTime() - start))));
	}

	/** Called with the local lock, which is released unless there is a lease. */
	private boolean acquired(Duration wait) throws InterruptedException {
		boolean acquired = this.local.getHoldCount() > 1;
		try {
			if (!acquired) {
				this.lease = this.leases.tryAcquire(this.name, this.ttl, wait);
				acquired = this.lease != null;
			}
			return acquired;
		}
		finally {
			if (!acquired) {
				this.local.unlock();
			}
		}
	}

	@Override
	public void unlock() {
		if (!this.local.isHeldByCurrentThread()) {
			throw new IllegalMonitorStateException("The calling thread does not hold the lease");
		}
		boolean lost = false;
		try {
			Lease lease = this.lease;
			if (this.local.getHoldCount() == 1 && lease != null) {
				this.lease = null;
				lease.close();
				lost = lease.lost();
			}
		}
		finally {
			this.local.unlock();
		}
		if (lost) {
			throw new LeaseLostException(this.name);
		}
	}

	@Override
	public Condition newCondition() {
		throw new UnsupportedOperationException("Conditions are not supported");
	}

}
