/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moving average of the entries that a store takes per second, with a warning if a drain
 * would be too short.
 */
final class FlushRate {

	private static final Logger logger = LoggerFactory.getLogger(FlushRate.class);

	private static final double WEIGHT = 0.3;

	/** More than any drain would give. */
	private static final Duration MOST = Duration.ofMinutes(1);

	private static final long WARN_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final String cache;

	private final Duration share;

	private final LongSupplier nanoTime;

	private volatile double perSecond;

	private boolean warned;

	private long warnedNanos;

	/** Creates a rate of which nothing is known. */
	FlushRate(String cache, Duration share, LongSupplier nanoTime) {
		this.cache = cache;
		this.share = share;
		this.nanoTime = nanoTime;
	}

	/** Notes a batch. */
	void batch(long entries, long nanos, int dirty) {
		if (entries > 0) {
			double now = entries * 1e9 / Math.max(1, nanos);
			this.perSecond = (this.perSecond == 0) ? now : this.perSecond + WEIGHT * (now - this.perSecond);
		}
		if (this.perSecond > 0 && dirty / this.perSecond > this.share.toNanos() / 1e9) {
			warn(dirty);
		}
	}

	/** Returns how long the store would take for what is dirty, as far as is known. */
	Duration needs(long dirty) {
		double perSecond = this.perSecond;
		if (dirty == 0 || perSecond == 0) {
			return (dirty == 0) ? Duration.ZERO : this.share;
		}
		return Duration.ofMillis((long) Math.min(1000 * dirty / perSecond, MOST.toMillis()));
	}

	private void warn(int dirty) {
		long now = this.nanoTime.getAsLong();
		if (!this.warned || now - this.warnedNanos >= WARN_NANOS) {
			this.warned = true;
			this.warnedNanos = now;
			logger.warn(
					"Cache '{}' has {} dirty entries and its store accepts {} per second: a drain has {} for its caches "
							+ "and could not write them all. Lower max-dirty, or give the drain more time.",
					this.cache, dirty, Math.round(this.perSecond), this.share);
		}
	}

}
