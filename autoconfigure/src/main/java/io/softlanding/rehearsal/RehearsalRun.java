/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainState;
import io.softlanding.drain.RehearsedDrain;
import io.softlanding.lock.Lease;
import io.softlanding.process.BoundedWait;
import io.softlanding.time.DurationProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One rehearsal, on a thread of its own. However it ends, the instance is resumed first,
 * and then the lease is released.
 */
final class RehearsalRun {

	private static final Logger logger = LoggerFactory.getLogger(RehearsalRun.class);

	private static final long LOOK_MILLIS = 50;

	private static final Duration TO_RESUME = Duration.ofSeconds(10);

	private static final Duration TO_RELEASE = Duration.ofSeconds(1);

	/** Load balancers notice a return about as slowly as a refusal, up to this. */
	private static final Duration LONGEST_RETURN = Duration.ofSeconds(30);

	/** What a rehearsal does. */
	enum State {

		/** Finds out whether it may begin. */
		STARTING,

		/** Drains the instance. */
		DRAINING,

		/** Observes the drained instance. */
		OBSERVING,

		/** Puts the instance back into service. */
		RESUMING,

		/** Waits until load balancers have noticed. */
		RETURNING

	}

	private record End(RehearsalOutcome outcome, String reason) {
	}

	private final String requestedBy;

	private final Supplier<RehearsedDrain> begin;

	private final Supplier<DrainState> instance;

	private final FleetGuard guard;

	private final Duration observe;

	private final Duration timeout;

	private final Instant startedAt = Instant.now();

	private final long startNanos = System.nanoTime();

	private final CountDownLatch decided = new CountDownLatch(1);

	private final CountDownLatch aborted = new CountDownLatch(1);

	private final AtomicReference<@Nullable String> abortedBy = new AtomicReference<>();

	private volatile State state = State.STARTING;

	private volatile @Nullable String refusal;

	/**
	 * Creates a run.
	 * @param begin drains the instance, or throws an {@link IllegalStateException} with
	 * the reason against it
	 * @param instance where the instance stands
	 */
	RehearsalRun(String requestedBy, Supplier<RehearsedDrain> begin, Supplier<DrainState> instance, FleetGuard guard,
			Duration observe, Duration timeout) {
		this.requestedBy = requestedBy;
		this.begin = begin;
		this.instance = instance;
		this.guard = guard;
		this.observe = observe;
		this.timeout = timeout;
	}

	/** Rehearses, and passes the result on when the instance is in service again. */
	void run(Consumer<RehearsalResult> result) {
		Lease lease = null;
		try {
			RehearsedDrain drain;
			try {
				DrainState state = this.instance.get();
				refuse((state == DrainState.RUNNING) ? null : "this instance is %s already".formatted(state));
				refuse(this.guard.refusal());
				lease = this.guard.acquire();
				// Another instance may have begun to drain meanwhile.
				refuse(this.guard.refusal());
				refuse((this.abortedBy.get() != null) ? "aborted by " + this.abortedBy.get() : null);
				drain = this.begin.get();
			}
			catch (Throwable ex) {
				if (!(ex instanceof IllegalStateException)) {
					logger.warn("A rehearsal has failed", ex);
				}
				this.refusal = (ex instanceof IllegalStateException) ? String.valueOf(ex.getMessage())
						: "it failed with " + ex.getClass().getName();
				result.accept(RehearsalResult.refused(this.refusal, this.requestedBy, this.startedAt));
				return;
			}
			this.state = State.DRAINING;
			this.decided.countDown();
			result.accept(rehearse(drain, lease));
			awaitReturn(drain);
		}
		finally {
			if (lease != null) {
				// A Redis that hangs must not hold up the next rehearsal, or its refusal.
				BoundedWait.briefly("rehearsal-lease", TO_RELEASE, lease::close);
			}
			this.decided.countDown();
		}
	}

	private static void refuse(@Nullable String reason) {
		if (reason != null) {
			throw new IllegalStateException(reason);
		}
	}

	private RehearsalResult rehearse(RehearsedDrain drain, Lease lease) {
		RehearsalObservation observation = new RehearsalObservation(drain);
		End end = new End(RehearsalOutcome.ABORTED, "An error ended the rehearsal");
		Duration predicted = null;
		Map<String, Object> details = Map.of();
		List<String> findings = List.of();
		try {
			end = observe(drain, lease, observation);
			if (end.outcome() != RehearsalOutcome.SUPERSEDED) {
				predicted = (this.state == State.OBSERVING) ? observation.predicted() : null;
				details = observation.details();
				findings = observation.findings(details);
			}
		}
		catch (Throwable ex) {
			logger.warn("A rehearsal has failed", ex);
			end = new End(RehearsalOutcome.ABORTED, "Failed with " + ex.getClass().getName());
		}
		finally {
			this.state = State.RESUMING;
			if (!drain.resume("a rehearsal", TO_RESUME)) {
				findings = plus(findings, "The instance is not in service after " + DurationProperty.text(TO_RESUME));
			}
			if (!drain.notResumed().isEmpty()) {
				findings = plus(findings, "Not back in service after the rehearsal: " + drain.notResumed());
			}
		}
		return new RehearsalResult(end.outcome(), end.reason(), this.requestedBy, this.startedAt, took(), predicted,
				details, findings);
	}

	private static List<String> plus(List<String> findings, String finding) {
		return Stream.concat(findings.stream(), Stream.of(finding)).toList();
	}

	/** Observes until everything is seen or something ends it. */
	private End observe(RehearsedDrain drain, Lease lease, RehearsalObservation observation)
			throws InterruptedException {
		long drainedNanos = 0;
		while (true) {
			End end = end(drain, lease);
			if (end != null) {
				return end;
			}
			if (!drain.isDrained()) {
				observation.lookDraining();
			}
			else {
				if (this.state == State.DRAINING) {
					this.state = State.OBSERVING;
					drainedNanos = System.nanoTime();
				}
				Duration since = Duration.ofNanos(System.nanoTime() - drainedNanos);
				if (observation.lookDrained(since) && since.compareTo(this.observe) >= 0) {
					return new End(RehearsalOutcome.COMPLETED, "Everything was observed");
				}
			}
			this.aborted.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	/** Returns what ends the rehearsal early, if anything does. */
	private @Nullable End end(RehearsedDrain drain, Lease lease) {
		if (drain.isSuperseded()) {
			return new End(RehearsalOutcome.SUPERSEDED, "The drain that ends the process has begun");
		}
		String reason = this.abortedBy.get();
		if (reason != null) {
			return new End(RehearsalOutcome.ABORTED, "Aborted by " + reason);
		}
		if (drain.isLeaving() && drain.resumedBy() != null) {
			return new End(RehearsalOutcome.ABORTED, "Resumed by " + drain.resumedBy());
		}
		if (lease.lost()) {
			return new End(RehearsalOutcome.ABORTED, "The lease was lost");
		}
		reason = this.guard.refusal();
		if (reason != null) {
			return new End(RehearsalOutcome.ABORTED, reason);
		}
		return (took().compareTo(this.timeout) < 0) ? null : new End(RehearsalOutcome.TIMED_OUT,
				"Not done within softlanding.rehearsal.timeout, " + DurationProperty.text(this.timeout));
	}

	/** Keeps the lease until load balancers have had time to notice the return. */
	private void awaitReturn(RehearsedDrain drain) {
		this.state = State.RETURNING;
		Duration quiet = drain.took(DrainPhase.QUIET_PERIOD);
		long nanos = (quiet.compareTo(LONGEST_RETURN) < 0) ? quiet.toNanos() : LONGEST_RETURN.toNanos();
		long end = System.nanoTime() + nanos;
		while (this.instance.get() == DrainState.RUNNING && System.nanoTime() - end < 0) {
			LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
		}
	}

	/** Ends the rehearsal early, and returns at once. A second time does nothing. */
	void abort(String by) {
		this.abortedBy.compareAndSet(null, by);
		this.aborted.countDown();
	}

	/** Waits until it has begun or was refused, and returns why it was refused. */
	@Nullable String awaitDecided(Duration timeout) {
		BoundedWait.uninterruptibly(this.decided, timeout.toNanos());
		return this.refusal;
	}

	State state() {
		return this.state;
	}

	private Duration took() {
		return Duration.ofNanos(System.nanoTime() - this.startNanos);
	}

}
