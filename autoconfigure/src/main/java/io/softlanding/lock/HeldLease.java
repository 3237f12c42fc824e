/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * A lease of this instance. Its times count from before the request, so that it is lost
 * here before it expires on the server.
 */
final class HeldLease implements Lease {

	/** What two clocks may differ by, as a part of the time to live, and at the least. */
	private static final int DRIFT_PART = 100;

	private static final long DRIFT_NANOS = 2_000_000;

	private static final int RENEWALS = 3;

	private final String name;

	/** What reports and logs call it. */
	private final String label;

	private final String token;

	private final Duration ttl;

	private final long fencingToken;

	private final NanoClock clock;

	private final LeaseKeeper keeper;

	private volatile LeaseHolder holder;

	private volatile long validUntilNanos;

	/** When the next step is due: the next renewal, or once it is closed the next try. */
	private volatile long nextNanos;

	private final AtomicReference<@Nullable LeaseOutcome> outcome = new AtomicReference<>();

	/** Changed under this. */
	private volatile boolean lost;

	/** Changed under this. */
	private volatile boolean closed;

	/** How often the server was asked to free it. Changed under this. */
	private volatile int releases;

	/** Guarded by this. */
	private @Nullable Thread interrupted;

	/** Guarded by this. */
	private boolean interruptSent;

	/** Guarded by this. */
	private List<Runnable> listeners = new ArrayList<>(1);

	HeldLease(String name, String label, String token, Duration ttl, long fencingToken, long askedNanos,
			LeaseHolder holder, NanoClock clock, LeaseKeeper keeper) {
		this.name = name;
		this.label = label;
		this.token = token;
		this.ttl = ttl;
		this.fencingToken = fencingToken;
		this.holder = holder;
		this.clock = clock;
		this.keeper = keeper;
		heldFrom(askedNanos);
	}

	/** The server holds it for another time to live. */
	synchronized boolean renewed(long askedNanos) {
		if (lost()) {
			return false;
		}
		// What has been closed meanwhile waits for its release.
		if (!this.closed) {
			heldFrom(askedNanos);
		}
		return true;
	}

	private void heldFrom(long askedNanos) {
		long nanos = this.ttl.toNanos();
		this.validUntilNanos = askedNanos + nanos - nanos / DRIFT_PART - DRIFT_NANOS;
		this.nextNanos = askedNanos + nanos / RENEWALS;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public long fencingToken() {
		return this.fencingToken;
	}

	@Override
	public Duration remaining() {
		return (this.lost || this.closed) ? Duration.ZERO : heldFor();
	}

	/** How long others may have to wait for it, never negative. */
	Duration heldFor() {
		return Duration.ofNanos(Math.max(0, this.validUntilNanos - this.clock.nanoTime()));
	}

	@Override
	public boolean lost() {
		return this.lost || (!this.closed && this.validUntilNanos - this.clock.nanoTime() <= 0);
	}

	@Override
	public void onLost(Runnable action) {
		synchronized (this) {
			if (!this.lost) {
				if (!this.closed) {
					this.listeners.add(action);
				}
				return;
			}
		}
		this.keeper.call(List.of(action));
	}

	@Override
	public synchronized void interruptOnLoss() {
		if (this.closed) {
			return;
		}
		this.interrupted = Thread.currentThread();
		if (this.lost) {
			this.interrupted.interrupt();
			this.interruptSent = true;
		}
	}

	/** Marks it as lost, unless its work is done or this is known. */
	boolean lose() {
		List<Runnable> told;
		synchronized (this) {
			if (this.lost || this.closed) {
				return false;
			}
			this.lost = true;
			if (this.interrupted != null) {
				this.interrupted.interrupt();
				this.interruptSent = true;
			}
			told = this.listeners;
			this.listeners = List.of();
		}
		this.keeper.call(told);
		return true;
	}

	@Override
	public void takeOver() {
		this.holder = this.keeper.holder();
	}

	@Override
	public void close() {
		if (end()) {
			this.keeper.release(this);
		}
	}

	/**
	 * Ends the work under the lease, and calls listeners if a loss was not noticed
	 * before.
	 */
	boolean end() {
		List<Runnable> told;
		synchronized (this) {
			if (this.closed) {
				return false;
			}
			boolean lost = lost();
			told = (lost && !this.lost) ? this.listeners : List.of();
			this.lost = lost;
			this.closed = true;
			this.listeners = List.of();
			// An interrupt that was meant for the work must not hit what the thread does
			// next.
			if (this.interruptSent && this.interrupted == Thread.currentThread()) {
				Thread.interrupted();
			}
			this.interrupted = null;
		}
		this.keeper.call(told);
		return true;
	}

	/** The server has said so, after its work was done. */
	synchronized void foundLost() {
		this.lost = true;
	}

	/** Whether the server has said that it is ours. */
	boolean granted() {
		return this.fencingToken > 0;
	}

	boolean closed() {
		return this.closed;
	}

	/** Whether nothing works under it any more. */
	boolean ended() {
		return this.closed || this.holder.ended();
	}

	synchronized int releaseAsked() {
		return ++this.releases;
	}

	int releases() {
		return this.releases;
	}

	/** Says how it ended. That it was released is also said of one that was given up. */
	boolean finish(LeaseOutcome outcome) {
		if (this.outcome.compareAndSet(null, outcome)) {
			return true;
		}
		if (outcome == LeaseOutcome.RELEASED) {
			this.outcome.updateAndGet((earlier) -> (earlier == LeaseOutcome.LOST) ? earlier : outcome);
		}
		return false;
	}

	/** How it ended, or {@code null} while it has not. */
	@Nullable LeaseOutcome outcome() {
		return this.outcome.get();
	}

	void next(long nanos) {
		this.nextNanos = nanos;
	}

	long nextNanos() {
		return this.nextNanos;
	}

	long validUntilNanos() {
		return this.validUntilNanos;
	}

	String token() {
		return this.token;
	}

	String label() {
		return this.label;
	}

	Duration ttl() {
		return this.ttl;
	}

	/** Who works under it. */
	LeaseHolder holder() {
		return this.holder;
	}

	@Override
	public String toString() {
		return "lease '" + this.label + "'";
	}

}
