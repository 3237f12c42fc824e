/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.softlanding.process.DrainThread;
import io.softlanding.readiness.FleetReadiness;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Exchanges counts with the other instances once a second, and when something changes, on
 * a daemon thread: a Redis that hangs delays no caller. The last answer is valid for
 * three seconds.
 */
final class FleetExchange implements SmartInitializingSingleton, DisposableBean, PanicsStatus.Part, FleetReadiness {

	private static final Logger logger = LoggerFactory.getLogger(FleetExchange.class);

	private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(3);

	/** Meanwhile the other instances may have been asked for something else. */
	private static final long KNOWN_NANOS = TimeUnit.MINUTES.toNanos(5);

	private final @Nullable Store shared;

	private final PanicWindow window;

	private final BooleanSupplier readyOtherwise;

	private final NanoClock clock;

	private final Semaphore wanted = new Semaphore(0);

	private volatile String readOnlyAsked = "";

	private volatile @Nullable Heard heard;

	private volatile boolean wantsToRefuse;

	private volatile boolean closed;

	/** Guarded by wanted, like readOnlyAsked. */
	private long asks;

	/** Used by the thread of the exchange only. */
	private boolean failing;

	/** An answer, and whether this instance was counted as ready in it. */
	private record Heard(Fleet fleet, boolean ready, long nanos) {
	}

	/** Where the instances of an application exchange their counts. */
	@FunctionalInterface
	interface Store {

		/** Sends a report and returns the answer. May block, and fail. */
		Fleet exchange(Report report);

	}

	/**
	 * Failures of all instances, numbers of all and of ready instances, whether this one
	 * may refuse traffic, and whether read-only mode was requested ({@code null} for the
	 * rule).
	 */
	record Fleet(long total, long lastMinute, int instances, int ready, boolean mayRefuse, @Nullable Boolean readOnly) {
	}

	/**
	 * What an instance sends: all its failures, so that those that are known are not
	 * counted again, and the last request for read-only mode (on, off, auto, or empty)
	 * with its number, so that it is not applied again, and what was heard last (on, off,
	 * or empty).
	 */
	record Report(long panics, long lastMinute, boolean ready, boolean wantsToRefuse, String readOnly, long asked,
			String heard) {
	}

	/** Creates an exchange, which does nothing without a store. */
	FleetExchange(@Nullable Store shared, PanicWindow window, BooleanSupplier readyOtherwise, NanoClock clock) {
		this.shared = shared;
		this.window = window;
		this.readyOtherwise = readyOtherwise;
		this.clock = clock;
	}

	static FleetExchange alone(PanicWindow window) {
		return new FleetExchange(null, window, () -> true, NanoClock.SYSTEM);
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.shared != null) {
			new DrainThread("panic-fleet", () -> run(this.shared)).start();
		}
	}

	private void run(Store shared) {
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

	void exchange(Store shared) {
		String asked;
		long asks;
		synchronized (this.wanted) {
			asked = this.readOnlyAsked;
			asks = this.asks;
		}
		try {
			boolean ready = this.readyOtherwise.getAsBoolean();
			Fleet fleet = shared.exchange(new Report(this.window.total(), this.window.counts().panics(), ready,
					this.wantsToRefuse, asked, asks, heard()));
			// The answer first: without a pending request, it has to be there.
			this.heard = new Heard(fleet, ready && !fleet.mayRefuse(), this.clock.nanoTime());
			askedTold(asks);
			if (this.failing) {
				this.failing = false;
				logger.info("Redis can be reached again");
			}
		}
		catch (Throwable ex) {
			if (!this.failing && !this.closed) {
				this.failing = true;
				// Not its message, which may tell of hosts and users.
				logger.warn("Redis could not be reached ({}): only uncaught errors of this instance are counted",
						ex.getClass().getName());
			}
		}
	}

	/** The switch of the last answer: a server that has lost its data is told again. */
	private String heard() {
		Heard heard = this.heard;
		Boolean readOnly = (heard != null && this.clock.nanoTime() - heard.nanos() < KNOWN_NANOS)
				? heard.fleet().readOnly() : null;
		return (readOnly == null) ? "" : readOnly ? "on" : "off";
	}

	/** Returns the last answer, or {@code null} if there is none that is valid. */
	@Nullable Fleet current() {
		Heard heard = latest();
		return (heard != null) ? heard.fleet() : null;
	}

	private @Nullable Heard latest() {
		Heard heard = this.heard;
		return (heard != null && this.clock.nanoTime() - heard.nanos() < FRESH_NANOS) ? heard : null;
	}

	@Override
	public OptionalInt othersReady() {
		Heard heard = latest();
		return (heard != null) ? OptionalInt.of(heard.fleet().ready() - (heard.ready() ? 1 : 0)) : OptionalInt.empty();
	}

	void wantToRefuse(boolean wants) {
		if (this.wantsToRefuse != wants) {
			this.wantsToRefuse = wants;
			this.wanted.release();
		}
	}

	/** Whether a request has still to be sent. */
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

	/** There may be a newer request. */
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
