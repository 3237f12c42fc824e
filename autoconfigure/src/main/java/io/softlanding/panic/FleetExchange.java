/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.softlanding.process.DrainThread;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Meets the other instances once a second, and at once when something changes, on a
 * daemon thread of its own: a Redis that hangs delays no caller. What it last heard
 * counts for three seconds.
 */
final class FleetExchange implements SmartInitializingSingleton, DisposableBean, StatusPart {

	private static final Logger logger = LoggerFactory.getLogger(FleetExchange.class);

	private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(3);

	private final @Nullable SharedPanics shared;

	private final PanicWindow window;

	private final BooleanSupplier readyOtherwise;

	private final NanoClock clock;

	private final Semaphore wanted = new Semaphore(0);

	private volatile String readOnlyAsked = "";

	private volatile @Nullable Heard heard;

	private volatile boolean wantsToRefuse;

	private volatile boolean closed;

	/** Guarded by what is wanted, as is what was asked. */
	private long asks;

	/** Only touched by the thread that exchanges. */
	private boolean failing;

	private record Heard(Fleet fleet, long nanos) {
	}

	/**
	 * Creates an exchange that has met no other instance.
	 * @param shared where the instances meet, or {@code null} if there is no such place
	 * @param readyOtherwise whether nothing but panics speaks against this instance
	 */
	FleetExchange(@Nullable SharedPanics shared, PanicWindow window, BooleanSupplier readyOtherwise, NanoClock clock) {
		this.shared = shared;
		this.window = window;
		this.readyOtherwise = readyOtherwise;
		this.clock = clock;
	}

	/** An exchange that never meets another instance. */
	static FleetExchange alone(PanicWindow window) {
		return new FleetExchange(null, window, () -> true, NanoClock.SYSTEM);
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.shared != null) {
			new DrainThread("panic-fleet", () -> run(this.shared)).start();
		}
	}

	private void run(SharedPanics shared) {
		try {
			while (!this.closed) {
				exchange(shared);
				this.wanted.tryAcquire(1, TimeUnit.SECONDS);
				this.wanted.drainPermits();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Meets the others now, on the calling thread. */
	void exchange(SharedPanics shared) {
		String asked;
		long asks;
		synchronized (this.wanted) {
			asked = this.readOnlyAsked;
			asks = this.asks;
		}
		try {
			Fleet fleet = shared.exchange(new Fleet.Report(this.window.total(), this.window.counts().panics(),
					this.readyOtherwise.getAsBoolean(), this.wantsToRefuse, asked, asks));
			// The answer first: who no longer finds the wish has to find that.
			this.heard = new Heard(fleet, this.clock.nanoTime());
			askedTold(asks);
			if (this.failing) {
				this.failing = false;
				logger.info("The other instances can be reached again");
			}
		}
		catch (Throwable ex) {
			if (!this.failing && !this.closed) {
				this.failing = true;
				// Not its message, which may tell of hosts and users.
				logger.warn("The other instances cannot be reached ({}): panics are counted here only",
						ex.getClass().getName());
			}
		}
	}

	/**
	 * Returns what the instances know together.
	 * @return that, or {@code null} if it is not known now
	 */
	@Nullable Fleet current() {
		Heard heard = this.heard;
		return (heard != null && this.clock.nanoTime() - heard.nanos() < FRESH_NANOS) ? heard.fleet() : null;
	}

	void wantToRefuse(boolean wants) {
		if (this.wantsToRefuse != wants) {
			this.wantsToRefuse = wants;
			this.wanted.release();
		}
	}

	/** Whether what was asked for has still to be told to the others. */
	boolean isAsking() {
		return !this.readOnlyAsked.isEmpty();
	}

	void askReadOnly(String asked) {
		synchronized (this.wanted) {
			this.readOnlyAsked = asked;
			this.asks++;
		}
		this.wanted.release();
	}

	/** Unless something else was asked for meanwhile. */
	private void askedTold(long asks) {
		synchronized (this.wanted) {
			if (this.asks == asks) {
				this.readOnlyAsked = "";
			}
		}
	}

	@Override
	public void describe(Map<String, Object> status) {
		Fleet fleet = current();
		status.put("application", (fleet != null) ? Map.of("total", fleet.total(), "lastMinute", fleet.lastMinute(),
				"instances", fleet.instances(), "ready", fleet.ready()) : "unknown");
	}

	@Override
	public void destroy() {
		this.closed = true;
		this.wanted.release();
	}

}
