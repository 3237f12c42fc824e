/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.time.DurationProperty;

/**
 * The arithmetic of a drain's time: how long each phase may take, given what is left of
 * its half.
 *
 * <p>
 * Everything follows from what is left of the grace period after the preStop hook: the
 * process is halted 500 ms before its end (a twentieth of it if that is less), and the
 * timeout is 2 s shorter than it (a fifth if that is less).
 *
 * <p>
 * The front half has the timeout less the reserve. The back half has what is left until
 * the timeout, and each of its phases may use everything but the floors of the phases
 * after it; when the floors do not fit into what is left they shrink together.
 *
 * @param timeout time from the trigger to the end of the back half
 * @param reserve part of the timeout that only the back half may use
 * @param floors least time of each back phase
 * @param haltAfter time from the trigger to the watchdog's halt
 * @param assumed whether the user has set none of the times: the plan follows an
 * assumption, and nothing is forced because of it
 */
record DrainBudget(Duration timeout, Duration reserve, Map<DrainPhase, Duration> floors, Duration haltAfter,
		boolean assumed) {

	static final Duration DEFAULT_RESERVE = Duration.ofSeconds(6);

	private static final int DEFAULT_RESERVE_PERCENT = 30;

	/**
	 * What a drain leaves Spring to destroy its beans, and itself to end a little late.
	 */
	static final Duration MARGIN = Duration.ofSeconds(2);

	private static final Duration LEAST_HALT_MARGIN = Duration.ofSeconds(1);

	/** What the watchdog is before the platform. */
	private static final Duration KILL_MARGIN = Duration.ofMillis(500);

	/** Phases that act and do not wait need no more. */
	private static final Duration ACTING = Duration.ofSeconds(1);

	DrainBudget {
		floors = Map.copyOf(floors);
	}

	DrainBudget(Duration timeout, Duration reserve, Map<DrainPhase, Duration> floors, Duration haltAfter) {
		this(timeout, reserve, floors, haltAfter, false);
	}

	static DrainBudget of(DrainProperties properties, GracePeriod gracePeriod) {
		Duration available = gracePeriod.available();
		Duration halt = available.minus(least(KILL_MARGIN, percent(available, 5)));
		Duration timeout = available.minus(least(MARGIN, percent(available, 20)));
		if (properties.timeout() != null) {
			timeout = DurationProperty.positive("softlanding.drain.timeout", properties.timeout());
		}
		else if (properties.haltAfter() != null) {
			Duration declared = DurationProperty.positive("softlanding.drain.halt-after", properties.haltAfter());
			timeout = least(timeout, declared.minus(least(MARGIN, percent(declared, 20))));
		}
		Duration reserve = reserve(properties, timeout);
		Duration earliest = timeout.plus(least(LEAST_HALT_MARGIN, percent(timeout, 5)));
		Duration haltAfter = (properties.haltAfter() != null) ? properties.haltAfter()
				: (halt.compareTo(earliest) < 0) ? earliest : halt;
		if (haltAfter.compareTo(earliest) < 0) {
			throw new InvalidConfigurationException(
					"softlanding.drain.halt-after is %s, but softlanding.drain.timeout is %s. The watchdog would halt a drain that is still in time."
						.formatted(DurationProperty.text(haltAfter), DurationProperty.text(timeout)),
					"Set softlanding.drain.halt-after to %s or more, or leave it unset."
						.formatted(DurationProperty.text(earliest)));
		}
		Map<DrainPhase, Duration> floors = new EnumMap<>(DrainPhase.class);
		DrainProperties.Floor floor = properties.floor();
		floors.put(DrainPhase.TRANSACTIONS,
				DurationProperty.notNegative("softlanding.drain.floor.transactions", floor.transactions()));
		floors.put(DrainPhase.CACHES, DurationProperty.notNegative("softlanding.drain.floor.caches", floor.caches()));
		floors.put(DrainPhase.LOCKS, DurationProperty.notNegative("softlanding.drain.floor.locks", floor.locks()));
		floors.put(DrainPhase.HANDOFF,
				DurationProperty.notNegative("softlanding.drain.floor.handoff", floor.handoff()));
		boolean assumed = !gracePeriod.declared() && properties.timeout() == null && properties.haltAfter() == null;
		return new DrainBudget(timeout, reserve, floors, haltAfter, assumed);
	}

	/** {@link Duration#dividedBy} initializes big numbers, which takes 10 ms at start. */
	private static Duration percent(Duration whole, int percent) {
		long seconds = whole.getSeconds();
		return Duration.ofSeconds(seconds / 100 * percent,
				((seconds % 100) * 1_000_000_000 + whole.getNano()) * percent / 100);
	}

	private static Duration least(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private static Duration reserve(DrainProperties properties, Duration timeout) {
		Duration declared = properties.reserve();
		if (declared == null) {
			return least(DEFAULT_RESERVE, percent(timeout, DEFAULT_RESERVE_PERCENT));
		}
		DurationProperty.notNegative("softlanding.drain.reserve", declared);
		if (declared.compareTo(timeout) >= 0) {
			throw new InvalidConfigurationException(
					"softlanding.drain.reserve is %s, but softlanding.drain.timeout is only %s. Nothing would be left to wait for requests in flight."
						.formatted(DurationProperty.text(declared), DurationProperty.text(timeout)),
					"Set softlanding.drain.timeout to more than %s, or softlanding.drain.reserve to less than %s."
						.formatted(DurationProperty.text(declared), DurationProperty.text(timeout)));
		}
		return declared;
	}

	/** The budget of a drain that has to be over sooner. */
	DrainBudget within(Duration timeout) {
		if (timeout.compareTo(this.timeout) >= 0) {
			return this;
		}
		return new DrainBudget(timeout, least(timeout.dividedBy(2), this.reserve), this.floors,
				timeout.plus(LEAST_HALT_MARGIN));
	}

	/** How much later than its deadline a drain may end. */
	long lateNanos() {
		return this.haltAfter.minus(this.timeout).toNanos() / 2;
	}

	/** How long Spring may take to stop beans after the back half. */
	long stopNanos(long leftNanos) {
		return this.assumed ? Long.MAX_VALUE : leftNanos;
	}

	/**
	 * How long a look may take: what is left, and at least the reserve where only an
	 * assumption has used it up.
	 */
	long lookNanos(long leftNanos, DrainState state) {
		return (this.assumed && state == DrainState.STOPPED) ? Math.max(leftNanos, this.reserve.toNanos()) : leftNanos;
	}

	Duration front() {
		return this.timeout.minus(this.reserve);
	}

	/** How long a phase of the front half may take. */
	long frontNanos(DrainPhase phase, long leftNanos) {
		long left = Math.max(0, leftNanos);
		return switch (phase) {
			case ANNOUNCE, INTAKE -> Math.min(left, ACTING.toNanos());
			// However long callers go on, what was accepted keeps a quarter of the half.
			case QUIET_PERIOD -> Math.max(0, left - front().toNanos() / 4);
			case IN_FLIGHT -> left;
			default -> throw new IllegalArgumentException(phase + " belongs to the back half");
		};
	}

	/** How long a phase of the back half may take. */
	long backNanos(DrainPhase phase, long leftNanos) {
		long left = Math.max(0, leftNanos);
		long own = floorNanos(phase);
		long later = 0;
		for (DrainPhase other : DrainPhase.values()) {
			later += (other.compareTo(phase) > 0) ? floorNanos(other) : 0;
		}
		if (left >= own + later) {
			return left - later;
		}
		return (own + later == 0) ? left : (long) ((double) left * own / (own + later));
	}

	private long floorNanos(DrainPhase phase) {
		return floor(phase).toNanos();
	}

	/** The least time of a phase of the back half. */
	Duration floor(DrainPhase phase) {
		return this.floors.getOrDefault(phase, Duration.ZERO);
	}

}
