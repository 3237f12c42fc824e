/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import io.softlanding.drain.DrainPass;

/**
 * Redis, with a network in between that loses answers or requests.
 */
final class FaultyLeaseStore implements LeaseStore {

	private final LeaseStore store;

	/** So many requests are carried out and not answered. */
	final AtomicInteger lostAnswers = new AtomicInteger();

	/** So many requests do not arrive. */
	final AtomicInteger lostRequests = new AtomicInteger();

	volatile boolean forgetsReleases;

	/** An acquisition is carried out and not answered before this. */
	volatile CountDownLatch answers = new CountDownLatch(0);

	/** A release is not asked for before this. */
	volatile CountDownLatch releases = new CountDownLatch(0);

	/** Counted down when a release begins. */
	final CountDownLatch releasing = new CountDownLatch(1);

	/** When connections are stopped. */
	volatile Predicate<DrainPass> last;

	FaultyLeaseStore(LeaseStore store) {
		this.store = store;
		this.last = store::isLast;
	}

	@Override
	public boolean isLast(DrainPass pass) {
		return this.last.test(pass);
	}

	private interface Request<T> {

		T send();

	}

	private <T> T send(Request<T> request) {
		if (this.lostRequests.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
			throw new IllegalStateException("request lost");
		}
		T answer = request.send();
		if (this.lostAnswers.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
			throw new IllegalStateException("answer lost");
		}
		return answer;
	}

	@Override
	public Answer acquire(String name, String token, Duration ttl) {
		Answer answer = send(() -> this.store.acquire(name, token, ttl));
		await(this.answers);
		return answer;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public List<Boolean> renew(List<HeldLease> leases) {
		return send(() -> this.store.renew(leases));
	}

	@Override
	public List<Found> release(List<HeldLease> leases) {
		if (this.forgetsReleases) {
			this.forgetsReleases = false;
			return leases.stream().map((lease) -> Found.OURS).toList();
		}
		this.releasing.countDown();
		await(this.releases);
		return send(() -> this.store.release(leases));
	}

	@Override
	public List<Boolean> held(List<HeldLease> leases) {
		return send(() -> this.store.held(leases));
	}

}
