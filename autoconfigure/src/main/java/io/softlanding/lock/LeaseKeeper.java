/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.softlanding.drain.UnsavedDataIndicator;
import io.softlanding.lock.LeaseStore.Found;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Renews leases, notices losses and releases leases. A second thread watches the clock,
 * so that a hanging server hides no loss.
 */
final class LeaseKeeper {

	private static final Logger logger = LoggerFactory.getLogger(LeaseKeeper.class);

	private static final long NEVER_NANOS = TimeUnit.HOURS.toNanos(1);

	private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long LONGEST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long FIRST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final LeaseStore store;

	private final NanoClock clock;

	private final Supplier<LeaseHolder> holders;

	private final LeaseListener listener;

	private final Consumer<LeaseReleaseFailedEvent> events;

	private final Consumer<HeldLease> freed;

	private final UnsavedDataIndicator data;

	private final Set<HeldLease> leases = ConcurrentHashMap.newKeySet();

	/** Those that were held since the drain began, however they have ended. */
	private final Set<HeldLease> seen = ConcurrentHashMap.newKeySet();

	/** Whether the drain has begun. */
	private volatile boolean watching;

	/** Those that may be lost while work runs under them, abandoned ones too. */
	private final Set<HeldLease> watched = ConcurrentHashMap.newKeySet();

	private final LeaseTimer renewal;

	private final LeaseTimer watch;

	private final NodeTasks servers;

	private final LeaseListenerCalls listenerCalls = new LeaseListenerCalls();

	private volatile boolean renews = true;

	/** Whether the last renewal has failed. */
	private volatile boolean failing;

	/** Creates a keeper of nothing. */
	LeaseKeeper(LeaseStore store, NanoClock clock, Supplier<LeaseHolder> holders, LeaseListener listener,
			Consumer<LeaseReleaseFailedEvent> events, Consumer<HeldLease> freed, UnsavedDataIndicator data) {
		this.store = store;
		this.clock = clock;
		this.holders = holders;
		this.listener = listener;
		this.events = events;
		this.freed = freed;
		this.data = data;
		this.renewal = new LeaseTimer("lease-renewal", clock, this.leases, this::stepNanos, SLACK_NANOS, this::step);
		this.watch = new LeaseTimer("lease-watch", clock, this.watched, this::lossNanos, 0,
				(lost) -> lost.forEach(this::lose));
		this.servers = new NodeTasks(store, this::ask);
	}

	/** Everything that is held, or closed and not known to be free. */
	Collection<HeldLease> leases() {
		return this.leases;
	}

	/** Returns what was held since this was called first, as it grows. */
	Set<HeldLease> seen() {
		this.watching = true;
		this.seen.addAll(this.leases);
		return this.seen;
	}

	private void add(HeldLease lease) {
		this.leases.add(lease);
		if (this.watching) {
			this.seen.add(lease);
		}
	}

	LeaseHolder holder() {
		return this.holders.get();
	}

	void keep(HeldLease lease) {
		add(lease);
		this.watched.add(lease);
		this.renewal.expect(lease.nextNanos());
		this.watch.expect(lease.validUntilNanos());
	}

	/**
	 * Releases a closed lease. If the server does not answer, the release is retried in
	 * the background.
	 */
	void release(HeldLease lease) {
		this.watched.remove(lease);
		if (lease.lost()) {
			end(lease, LeaseOutcome.LOST, null);
		}
		if (lease.outcome() != null) {
			if (this.data.unsaved().isEmpty()) {
				freeQuietly(lease);
			}
			return;
		}
		lease.next(this.clock.nanoTime() + NEVER_NANOS);
		release(List.of(lease));
	}

	/** Releases what may be ours: the server was asked for it and has not answered. */
	void releaseLater(HeldLease lease) {
		lease.end();
		lease.next(this.clock.nanoTime() + FIRST_RETRY_NANOS);
		add(lease);
		this.renewal.expect(lease.nextNanos());
	}

	/** It has ended for us; others may wait for what the server still has of it. */
	private void freeQuietly(HeldLease lease) {
		try {
			if (this.store.release(List.of(lease)).get(0) == Found.OURS) {
				lease.finish(LeaseOutcome.RELEASED);
			}
		}
		catch (RuntimeException | Error ex) {
			logger.debug("{} expires by itself", lease, ex);
		}
	}

	/**
	 * What was granted is left to lapse as long as data that it may guard is not saved.
	 */
	private void release(List<HeldLease> closed) {
		boolean unsaved = !this.data.unsaved().isEmpty();
		List<HeldLease> leases = new ArrayList<>(closed);
		if (unsaved && leases.removeIf(HeldLease::granted)) {
			closed.stream().filter(HeldLease::granted).forEach((lease) -> postpone(lease, LONGEST_RETRY_NANOS));
		}
		if (leases.isEmpty()) {
			return;
		}
		leases.forEach(HeldLease::releaseAsked);
		List<Found> found;
		try {
			found = this.store.release(leases);
		}
		catch (RuntimeException | Error ex) {
			leases.forEach((lease) -> retry(lease, ex));
			return;
		}
		for (int i = 0; i < leases.size(); i++) {
			released(leases.get(i), found.get(i));
		}
	}

	/**
	 * What the server has found settles it, unless it has not answered before: then a
	 * lease that cannot have lapsed and is free was freed by the earlier request. Of one
	 * that another holder has, it is not known whether it was freed before.
	 */
	void released(HeldLease lease, Found found) {
		boolean perhapsBefore = lease.releases() > 1 && !lease.heldFor().isZero();
		if (found == Found.OURS || (found == Found.NOBODYS && perhapsBefore)) {
			end(lease, LeaseOutcome.RELEASED, null);
		}
		else if (perhapsBefore) {
			end(lease, LeaseOutcome.FAILED, null);
		}
		else {
			lease.foundLost();
			end(lease, LeaseOutcome.LOST, null);
		}
	}

	private void retry(HeldLease lease, Throwable cause) {
		int releases = lease.releases();
		if (releases >= BatchRelease.ATTEMPTS) {
			end(lease, LeaseOutcome.FAILED, cause);
			return;
		}
		lease.next(this.clock.nanoTime() + (FIRST_RETRY_NANOS << releases));
		this.renewal.expect(lease.nextNanos());
	}

	private long stepNanos(HeldLease lease) {
		boolean due = lease.closed() || (this.renews && !lease.lost());
		return due ? lease.nextNanos() : this.clock.nanoTime() + NEVER_NANOS;
	}

	private long lossNanos(HeldLease lease) {
		return lease.closed() ? this.clock.nanoTime() + NEVER_NANOS : lease.validUntilNanos();
	}

	/** None of them is due again before the server has answered, or is known not to. */
	private void step(List<HeldLease> due) {
		due.forEach((lease) -> lease.next(this.clock.nanoTime() + NEVER_NANOS));
		List<HeldLease> waiting = due;
		try {
			waiting = this.servers.ask(due);
		}
		finally {
			waiting.forEach((lease) -> postpone(lease, FIRST_RETRY_NANOS));
		}
	}

	private void postpone(HeldLease lease, long nanos) {
		lease.next(this.clock.nanoTime() + Math.min(nanos, lease.ttl().toNanos() / 10));
		this.renewal.expect(lease.nextNanos());
	}

	private void ask(List<HeldLease> due) {
		try {
			releaseAndRenew(due);
		}
		catch (RuntimeException | Error ex) {
			logger.error("Leases could not be renewed because of an unexpected error; the renewal continues", ex);
			due.forEach((lease) -> postpone(lease, LONGEST_RETRY_NANOS));
		}
	}

	private void releaseAndRenew(List<HeldLease> due) {
		List<HeldLease> closed = new ArrayList<>();
		List<HeldLease> held = new ArrayList<>();
		due.forEach((lease) -> (lease.closed() ? closed : held).add(lease));
		if (!closed.isEmpty()) {
			release(closed);
		}
		if (!held.isEmpty()) {
			renew(held);
		}
	}

	private void renew(List<HeldLease> due) {
		long asked = this.clock.nanoTime();
		try {
			List<Boolean> answers = this.store.renew(due);
			for (int i = 0; i < due.size(); i++) {
				HeldLease lease = due.get(i);
				if (!answers.get(i) || !lease.renewed(asked)) {
					lose(lease);
				}
				this.renewal.expect(lease.nextNanos());
			}
			this.failing = false;
		}
		catch (RuntimeException ex) {
			if (!this.failing) {
				this.failing = true;
				logger.warn(
						"{} leases could not be renewed ({}), among them {}; the renewal is retried until they expire",
						due.size(), ex.getClass().getName(), due.get(0));
			}
			due.forEach((lease) -> postpone(lease, LONGEST_RETRY_NANOS));
		}
	}

	private void lose(HeldLease lease) {
		this.watched.remove(lease);
		if (lease.lose()) {
			end(lease, LeaseOutcome.LOST, null);
		}
	}

	/** Ends a lease, once. */
	boolean end(HeldLease lease, LeaseOutcome outcome, @Nullable Throwable cause) {
		if (!lease.finish(outcome)) {
			return false;
		}
		this.leases.remove(lease);
		if (outcome != LeaseOutcome.ABANDONED) {
			this.watched.remove(lease);
		}
		this.freed.accept(lease);
		if (!lease.granted()) {
			return true;
		}
		this.listener.ended(outcome);
		if (outcome == LeaseOutcome.LOST) {
			log("{} of {} was lost before it was released: another holder may have it", lease,
					lease.holder().description());
		}
		else if (outcome == LeaseOutcome.FAILED) {
			log("{} of {} may not have been released ({}): other instances may have to wait {} ms for it", lease,
					lease.holder().description(), (cause != null) ? cause.getClass().getName() : "no answer",
					lease.heldFor().toMillis());
			tell(new LeaseReleaseFailedEvent(lease.name(), lease.heldFor(), lease.holder().thread().getName(), cause));
		}
		return true;
	}

	/** One by one, until there may be thousands that the report of the drain counts. */
	private void log(String message, Object... arguments) {
		logger.atLevel(this.renews ? Level.WARN : Level.DEBUG).log(message, arguments);
	}

	/** A thread that closes a lease, or reports on it, does not wait for listeners. */
	private void tell(LeaseReleaseFailedEvent event) {
		this.listenerCalls.execute(() -> this.events.accept(event),
				"A listener of a lease that could not be released has failed");
	}

	/** Renews nothing from here on: what is held lapses. */
	void stopRenewing() {
		this.renews = false;
	}

	void call(List<Runnable> actions) {
		actions.forEach((action) -> this.listenerCalls.execute(action, "A listener of the loss of a lease has failed"));
	}

	void stop() {
		this.renewal.stop();
		this.watch.stop();
		this.servers.stop();
		this.listenerCalls.stop();
	}

}
