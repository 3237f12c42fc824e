/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.lock.LeaseStore.Found;
import io.softlanding.process.DrainThread;
import io.softlanding.time.NanoClock;

/**
 * Releases many leases in batches with retries, and reads them back because a failover
 * may have undone the release.
 */
final class BatchRelease {

	/** The first attempt and three more. */
	static final int ATTEMPTS = 4;

	private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final Duration REPORTING = Duration.ofMillis(50);

	private final LeaseStore store;

	private final LeaseKeeper keeper;

	private final NanoClock clock;

	/** Why the last attempt has failed, if it has. */
	private final Map<HeldLease, RuntimeException> failures = new ConcurrentHashMap<>();

	BatchRelease(LeaseStore store, LeaseKeeper keeper, NanoClock clock) {
		this.store = store;
		this.keeper = keeper;
		this.clock = clock;
	}

	/** Ends leases; what has not been confirmed in time has failed. */
	void run(List<HeldLease> leases, Duration time) throws InterruptedException {
		if (leases.isEmpty()) {
			return;
		}
		for (HeldLease lease : leases) {
			lease.end();
			if (lease.lost()) {
				this.keeper.end(lease, LeaseOutcome.LOST, null);
			}
		}
		Duration within = time.minus(REPORTING);
		long end = this.clock.nanoTime() + within.toNanos();
		Collection<List<HeldLease>> servers = this.store.byServer(leases).values();
		CountDownLatch done = new CountDownLatch(servers.size());
		// A server that does not answer keeps its thread, and not the report.
		servers.forEach((its) -> DrainThread.startOrRun("lease-release", () -> {
			try {
				release(its, end);
			}
			finally {
				done.countDown();
			}
		}));
		try {
			done.await(Math.max(0, end - this.clock.nanoTime()), TimeUnit.NANOSECONDS);
		}
		finally {
			leases.forEach((lease) -> this.keeper.end(lease, LeaseOutcome.FAILED, this.failures.get(lease)));
		}
	}

	private void release(List<HeldLease> leases, long end) {
		List<HeldLease> left = leases;
		for (int attempt = 0; attempt < ATTEMPTS && !left.isEmpty(); attempt++) {
			if (attempt > 0 && !pause(pauseNanos(attempt), end)) {
				return;
			}
			left = releaseOnce(left);
		}
	}

	/** How long to wait before an attempt, counted from 0. */
	static long pauseNanos(int attempt) {
		return (attempt > 0) ? FIRST_PAUSE_NANOS << (attempt - 1) : 0;
	}

	private boolean pause(long nanos, long end) {
		try {
			this.clock.sleep(Math.min(nanos, end - this.clock.nanoTime()));
			return end - this.clock.nanoTime() > 0;
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	/** Returns what the server still has, though it has said that it is free. */
	private List<HeldLease> unconfirmed(List<HeldLease> released) {
		if (released.isEmpty()) {
			return List.of();
		}
		List<Boolean> held = this.store.held(released);
		List<HeldLease> left = new ArrayList<>();
		for (int i = 0; i < released.size(); i++) {
			if (held.get(i)) {
				left.add(released.get(i));
			}
			else {
				this.keeper.released(released.get(i), Found.OURS);
			}
		}
		return left;
	}

	/** Returns what is left. */
	private List<HeldLease> releaseOnce(List<HeldLease> leases) {
		leases.forEach(HeldLease::releaseAsked);
		try {
			List<Found> found = this.store.release(leases);
			List<HeldLease> ours = new ArrayList<>();
			for (int i = 0; i < leases.size(); i++) {
				if (found.get(i) == Found.OURS) {
					ours.add(leases.get(i));
				}
				else {
					this.keeper.released(leases.get(i), found.get(i));
				}
			}
			return unconfirmed(ours);
		}
		catch (RuntimeException ex) {
			leases.forEach((lease) -> this.failures.put(lease, ex));
			return leases.stream().filter((lease) -> lease.outcome() == null).toList();
		}
	}

}
