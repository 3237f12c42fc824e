/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.softlanding.drain.DrainPass;
import io.softlanding.drain.RefusalCounter;
import io.softlanding.drain.UnsavedDataIndicator;
import io.softlanding.lock.LeaseStore.Answer;
import io.softlanding.text.EvaluatedText;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leases that are held in Redis. */
final class RedisLeaseRegistry implements LeaseRegistry, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RedisLeaseRegistry.class);

	static final Duration SHORTEST_TTL = Duration.ofMillis(100);

	/** What the end of the bean waits for a Redis that no look was the last for. */
	private static final Duration WITHOUT_DRAIN = Duration.ofSeconds(1);

	private static final Duration LONGEST_TTL = Duration.ofDays(365);

	private static final long LONGEST_WAIT_NANOS = TimeUnit.DAYS.toNanos(1000);

	private final String instance = UUID.randomUUID().toString();

	private final AtomicLong acquisitions = new AtomicLong();

	private final ConcurrentHashMap<String, LeaseQueue> lines = new ConcurrentHashMap<>();

	private final LeaseStore store;

	private final LeaseWakeUps wakeUps;

	private final LeaseKeeper keeper;

	private final NanoClock clock;

	private final long pollNanos;

	private final RefusalCounter refusals = new RefusalCounter();

	private final EvaluatedText names;

	private final UnsavedDataIndicator data;

	private volatile boolean refusing;

	RedisLeaseRegistry(LeaseStore store, LeaseWakeUps wakeUps, Supplier<LeaseHolder> holders, LeaseListener listener,
			Consumer<LeaseReleaseFailedEvent> events, NanoClock clock, Duration pollInterval, EvaluatedText names,
			UnsavedDataIndicator data) {
		this.store = store;
		this.wakeUps = wakeUps;
		this.names = names;
		this.data = data;
		this.keeper = new LeaseKeeper(store, clock, holders, listener, events, this::freed, data);
		this.clock = clock;
		this.pollNanos = pollInterval.toNanos();
	}

	@Override
	public @Nullable Lease tryAcquire(String name, Duration ttl, Duration wait) throws InterruptedException {
		return acquire(name, this.names.of(name), ttl, wait);
	}

	@Override
	public @Nullable Lease tryAcquire(String name, String template, Duration ttl, Duration wait)
			throws InterruptedException {
		return acquire(name, template, ttl, wait);
	}

	private @Nullable Lease acquire(String name, String label, Duration ttl, Duration wait)
			throws InterruptedException {
		if (name.isEmpty()) {
			throw new IllegalArgumentException("A lease has a name");
		}
		if (ttl.compareTo(SHORTEST_TTL) < 0 || ttl.compareTo(LONGEST_TTL) > 0) {
			throw new IllegalArgumentException(
					"The time to live of a lease must be between 100 ms and a year, not " + ttl);
		}
		long end = this.clock.nanoTime() + nanos(wait);
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		refuse(name, label);
		LeaseQueue line = this.lines.compute(name,
				(key, present) -> ((present != null) ? present : new LeaseQueue(label)).joined());
		try {
			if (!line.awaitTurn(end - this.clock.nanoTime())) {
				return null;
			}
			try {
				return acquire(line, name, label, ttl, end);
			}
			finally {
				line.leaveTurn();
			}
		}
		finally {
			this.lines.computeIfPresent(name, (key, present) -> present.left() ? null : present);
		}
	}

	private static long nanos(Duration wait) {
		return wait.isNegative() ? 0
				: (wait.compareTo(Duration.ofNanos(LONGEST_WAIT_NANOS)) > 0) ? LONGEST_WAIT_NANOS : wait.toNanos();
	}

	private @Nullable Lease acquire(LeaseQueue line, String name, String label, Duration ttl, long end)
			throws InterruptedException {
		LeaseWakeUps.@Nullable Subscription subscription = null;
		try {
			while (true) {
				// Before the look at it: who refuses wakes us up after that.
				line.forgetWakeUps();
				refuse(name, label);
				long pause = this.pollNanos;
				HeldLease ours = line.held();
				if (ours == null || ours.heldFor().isZero() || ours.lost()) {
					long asked = this.clock.nanoTime();
					Attempt attempt = ask(line, name, label, ttl, asked);
					if (attempt.lease() != null) {
						return attempt.lease();
					}
					pause = Math.min(pause, attempt.heldForNanos());
				}
				long left = end - this.clock.nanoTime();
				if (left <= 0) {
					return null;
				}
				if (subscription == null && line.held() == null) {
					subscription = this.wakeUps.subscribe(name, line::wakeUp, left);
					// It may have been released before this thread listened.
					continue;
				}
				line.awaitWakeUp(Math.min(pause, left));
			}
		}
		finally {
			if (subscription != null) {
				subscription.close();
			}
		}
	}

	private Attempt ask(LeaseQueue line, String name, String label, Duration ttl, long asked)
			throws InterruptedException {
		String token = this.instance + ":" + this.acquisitions.incrementAndGet();
		LeaseHolder holder = this.keeper.holder();
		Answer answer;
		try {
			answer = this.store.acquire(name, token, ttl);
		}
		catch (RuntimeException | Error ex) {
			// It may be ours, and nothing would ever close it.
			this.keeper.releaseLater(new HeldLease(name, label, token, ttl, 0, asked, holder, this.clock, this.keeper));
			if (Thread.interrupted()) {
				InterruptedException interrupted = new InterruptedException("Interrupted while waiting for Redis");
				interrupted.initCause(ex);
				throw interrupted;
			}
			throw ex;
		}
		if (!answer.acquired()) {
			return new Attempt(null, answer.heldFor().toNanos() + TimeUnit.MILLISECONDS.toNanos(1));
		}
		HeldLease lease = new HeldLease(name, label, token, ttl, answer.fencingToken(), asked, holder, this.clock,
				this.keeper);
		line.held(lease);
		try {
			this.keeper.keep(lease);
			refuse(name, label);
		}
		catch (RuntimeException | Error ex) {
			lease.close();
			throw ex;
		}
		if (lease.lost()) {
			// The answer took longer than the lease lasts.
			lease.close();
			return new Attempt(null, 0);
		}
		return new Attempt(lease, 0);
	}

	private void refuse(String name, String label) {
		if (this.refusing) {
			this.refusals.add(label);
			throw new LeaseRefusedException(name);
		}
	}

	@Override
	public Lock lock(String name, Duration ttl) {
		return new LeaseLock(this, name, ttl);
	}

	private void freed(HeldLease lease) {
		this.lines.computeIfPresent(lease.name(), (name, line) -> {
			line.freed(lease);
			return line.unused() ? null : line;
		});
	}

	/** Gives no lease any more, to those who wait neither. */
	void refuseAll() {
		this.refusing = true;
		this.lines.values().forEach(LeaseQueue::wakeUp);
	}

	boolean isAsking() {
		return this.lines.values().stream().anyMatch(LeaseQueue::busy);
	}

	/**
	 * What some thread is asking for, or waiting to ask for, as far as it may be told.
	 */
	List<String> asking() {
		List<String> names = new ArrayList<>();
		this.lines.forEach((name, line) -> {
			if (line.busy()) {
				names.add(line.label());
			}
		});
		return names;
	}

	/** Names what holds data that a lease may guard, and could not be saved. */
	List<String> unsaved() {
		return this.data.unsaved();
	}

	RefusalCounter refusals() {
		return this.refusals;
	}

	boolean isLast(DrainPass pass) {
		return this.store.isLast(pass);
	}

	/** Releases leases whose work has ended, except those that may guard unsaved data. */
	void releaseEnded(Duration time) throws InterruptedException {
		boolean unsaved = !unsaved().isEmpty();
		List<HeldLease> ended = this.keeper.seen()
			.stream()
			.filter((lease) -> lease.ended() && !(unsaved && lease.granted())
					&& lease.outcome() != LeaseOutcome.RELEASED && lease.outcome() != LeaseOutcome.LOST)
			.toList();
		new BatchRelease(this.store, this.keeper, this.clock).run(ended, time);
	}

	/**
	 * Refuses further leases, and leaves those to expire whose work still runs or whose
	 * data is not saved.
	 */
	void end(Duration time) throws InterruptedException {
		refuseAll();
		this.keeper.stopRenewing();
		List<String> unsaved = unsaved();
		List<HeldLease> lapsing = this.keeper.leases()
			.stream()
			.filter((lease) -> !lease.ended() || lease.granted() && !unsaved.isEmpty())
			.toList();
		if (!unsaved.isEmpty() && !lapsing.isEmpty()) {
			logger.warn("{} leases are not released but expire: {} could not be saved", lapsing.size(), unsaved);
		}
		lapsing.forEach((lease) -> this.keeper.end(lease, LeaseOutcome.ABANDONED, null));
		releaseEnded(time);
	}

	LeaseKeeper keeper() {
		return this.keeper;
	}

	/** Ends leases in a Redis that Spring has not stopped before. */
	@Override
	public void close() {
		if (!this.refusing && !isLast(DrainPass.BEFORE_STOP)) {
			try {
				end(WITHOUT_DRAIN);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		refuseAll();
		this.keeper.stop();
		this.wakeUps.stop();
	}

	private record Attempt(@Nullable Lease lease, long heldForNanos) {
	}

}
