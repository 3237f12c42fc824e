/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Lock;

import io.softlanding.lock.Lease;
import io.softlanding.lock.LeaseRegistry;

/**
 * Leases whose server a test controls.
 */
final class StubLeases implements LeaseRegistry {

	private final List<String> log = new CopyOnWriteArrayList<>();

	private volatile CountDownLatch held = new CountDownLatch(0);

	private volatile boolean elsewhere;

	private volatile boolean lost;

	private volatile RuntimeException failure;

	private volatile Runnable whenAsked = () -> {
	};

	@Override
	public Lease tryAcquire(String name, Duration ttl, Duration wait) throws InterruptedException {
		this.held.await();
		this.whenAsked.run();
		if (this.failure != null) {
			throw this.failure;
		}
		if (this.elsewhere) {
			return null;
		}
		this.log.add("acquired " + name);
		return new StubLease(name);
	}

	@Override
	public Lock lock(String name, Duration ttl) {
		throw new UnsupportedOperationException();
	}

	List<String> log() {
		return this.log;
	}

	void hold() {
		this.held = new CountDownLatch(1);
	}

	void release() {
		this.held.countDown();
	}

	void elsewhere() {
		this.elsewhere = true;
	}

	void lose() {
		this.lost = true;
	}

	void fail(RuntimeException failure) {
		this.failure = failure;
	}

	void whenAsked(Runnable action) {
		this.whenAsked = action;
	}

	private final class StubLease implements Lease {

		private final String name;

		StubLease(String name) {
			this.name = name;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public long fencingToken() {
			return 1;
		}

		@Override
		public Duration remaining() {
			return StubLeases.this.lost ? Duration.ZERO : Duration.ofSeconds(10);
		}

		@Override
		public boolean lost() {
			return StubLeases.this.lost;
		}

		@Override
		public void onLost(Runnable action) {
		}

		@Override
		public void interruptOnLoss() {
		}

		@Override
		public void takeOver() {
		}

		@Override
		public void close() {
			try {
				StubLeases.this.held.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			StubLeases.this.log.add("closed");
		}

	}

}
