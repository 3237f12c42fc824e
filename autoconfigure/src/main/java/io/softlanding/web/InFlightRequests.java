/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Every request that was accepted and not yet answered to its last byte. Any thread may
 * start and finish requests; one thread at a time may wait for them.
 */
final class InFlightRequests {

	/** Routes that are told apart. */
	private static final int MOST_ROUTES = 50;

	private static final String OTHERS = "others";

	/** What becomes of requests that arrive. One value, because requests read it once. */
	private enum Door {

		OPEN,

		/** Too late, but served, because a drain is only rehearsed. */
		SERVES_LATE,

		CLOSED

	}

	private final NanoClock clock;

	private final ConcurrentHashMap<InFlightRequest, Boolean> active = new ConcurrentHashMap<>();

	private final LongAdder rejected = new LongAdder();

	/** Guarded by itself: what has come too late in this drain, by method and route. */
	private final Map<String, Long> rejectedRoutes = new HashMap<>();

	private final LongAdder finishedDraining = new LongAdder();

	private final LongAdder refusedUpgrades = new LongAdder();

	private volatile boolean refusesUpgrades;

	private final InterarrivalTimes gaps = new InterarrivalTimes();

	private volatile boolean draining;

	private volatile Door door = Door.OPEN;

	private volatile @Nullable Thread waiter;

	/** Guarded by this. */
	private int era;

	InFlightRequests(NanoClock clock) {
		this.clock = clock;
	}

	/**
	 * Accepts a request.
	 * @return the request, or {@code null} if it came too late
	 */
	@Nullable InFlightRequest start(String method, String route) {
		InFlightRequest request = startInTime(method, route);
		// After it was counted: the drain looks at the count after it has closed.
		if (this.door == Door.CLOSED) {
			this.active.remove(request);
			LockSupport.unpark(this.waiter);
			this.rejected.increment();
			return null;
		}
		return request;
	}

	/**
	 * Accepts what belongs to a request that was accepted in time, also when nothing else
	 * is any more: its error page.
	 */
	InFlightRequest startInTime(String method, String route) {
		InFlightRequest request = new InFlightRequest(method, route, this.clock.nanoTime());
		this.gaps.arrived(request.startNanos());
		this.active.put(request, Boolean.TRUE);
		return request;
	}

	/** Ends a request. Ending it again does nothing. */
	void finish(InFlightRequest request) {
		if (this.active.remove(request) != null) {
			request.end();
			if (this.draining) {
				this.finishedDraining.increment();
			}
			// The waiter knows what it waits for; a wake-up too many is harmless.
			LockSupport.unpark(this.waiter);
		}
	}

	long active() {
		return this.active.mappingCount();
	}

	/** Returns the threads that work for requests right now. */
	List<Thread> threads() {
		List<Thread> threads = new ArrayList<>();
		for (InFlightRequest request : this.active.keySet()) {
			Thread thread = request.thread();
			if (thread != null) {
				threads.add(thread);
			}
		}
		return threads;
	}

	/** Returns how many requests have ended since the drain began. */
	long finishedDraining() {
		return this.finishedDraining.sum();
	}

	long rejected() {
		return this.rejected.sum();
	}

	void refuseUpgrades(boolean refused) {
		this.refusesUpgrades = refused;
	}

	boolean refusesUpgrades() {
		return this.refusesUpgrades;
	}

	/** Counts an upgrade that is refused. */
	void upgradeRefused() {
		this.refusedUpgrades.increment();
	}

	long refusedUpgrades() {
		return this.refusedUpgrades.sum();
	}

	/** Whether a request that arrives now is served although it is too late. */
	boolean servesLate() {
		return this.door == Door.SERVES_LATE;
	}

	/** Notes the route of a request that came too late. */
	void rejected(String method, String route) {
		String name = method + " " + route;
		synchronized (this.rejectedRoutes) {
			boolean room = this.rejectedRoutes.size() < MOST_ROUTES || this.rejectedRoutes.containsKey(name);
			this.rejectedRoutes.merge(room ? name : OTHERS, 1L, Long::sum);
		}
	}

	/** Returns how many requests have come too late since the drain began. */
	long rejectedDraining() {
		return rejectedRoutes().values().stream().mapToLong(Long::longValue).sum();
	}

	/** Returns the routes of requests that have come too late since the drain began. */
	Map<String, Long> rejectedRoutes() {
		synchronized (this.rejectedRoutes) {
			return new TreeMap<>(this.rejectedRoutes);
		}
	}

	/** Returns how requests arrive. */
	InterarrivalTimes gaps() {
		return this.gaps;
	}

	void announce() {
		this.finishedDraining.reset();
		if (this.door != Door.CLOSED) {
			// A drain for maintenance that was not undone has rejected some already.
			synchronized (this.rejectedRoutes) {
				this.rejectedRoutes.clear();
			}
		}
		synchronized (this) {
			if (this.door == Door.SERVES_LATE) {
				this.door = Door.OPEN;
			}
		}
		this.gaps.pause(this.clock.nanoTime());
		this.draining = true;
		this.active.keySet().forEach(InFlightRequest::announce);
	}

	boolean draining() {
		return this.draining;
	}

	/** Returns the time that ends with the next {@link #resume()}. */
	synchronized int era() {
		return this.era;
	}

	/**
	 * Accepts nothing any more: {@link #start} answers {@code null} from here on.
	 * @param era when that was decided; a drain that is late closes nothing that was
	 * resumed
	 */
	synchronized void close(int era) {
		if (era == this.era) {
			this.door = Door.CLOSED;
		}
	}

	/**
	 * Serves requests from here on, and notes the routes of those that a drain would
	 * reject.
	 * @param era when that was decided, as in {@link #close}
	 */
	synchronized void serveLate(int era) {
		if (era == this.era && this.door == Door.OPEN) {
			this.door = Door.SERVES_LATE;
		}
	}

	/** Accepts requests again, as if there had been no drain. */
	synchronized void resume() {
		this.era++;
		this.gaps.resume();
		Door before = this.door;
		this.door = Door.OPEN;
		if (before == Door.SERVES_LATE) {
			synchronized (this.rejectedRoutes) {
				this.rejectedRoutes.clear();
			}
		}
		this.draining = false;
	}

	/**
	 * Waits until no request is left but those that need not be waited for. The last one
	 * to finish wakes the caller.
	 * @param ignored which requests need not be waited for; may change its answer
	 */
	boolean awaitIdle(Predicate<InFlightRequest> ignored, long nanos) throws InterruptedException {
		long end = this.clock.nanoTime() + nanos;
		this.waiter = Thread.currentThread();
		try {
			while (!isIdle(ignored)) {
				long left = end - this.clock.nanoTime();
				if (left <= 0) {
					return false;
				}
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				LockSupport.parkNanos(this, left);
			}
			return true;
		}
		finally {
			this.waiter = null;
		}
	}

	/** Whether no request is left but those that need not be waited for. */
	boolean isIdle(Predicate<InFlightRequest> ignored) {
		return this.active.isEmpty() || this.active.keySet().stream().allMatch(ignored);
	}

	/** Returns the requests that have run longest. */
	List<InFlightRequest> oldest(int most) {
		Set<InFlightRequest> snapshot = this.active.keySet();
		long now = this.clock.nanoTime();
		return snapshot.stream()
			.sorted(Comparator.comparingLong((InFlightRequest request) -> now - request.startNanos()).reversed())
			.limit(most)
			.toList();
	}

	long ageNanos(InFlightRequest request) {
		return this.clock.nanoTime() - request.startNanos();
	}

}
