/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Interval of the clients that probe under one name. Several clients cannot be told
 * apart, but their probes repeat in the same order: the interval is the time after which
 * they do, and each client probes at least once in it.
 *
 * @param nanos the interval, 0 if there was one probe only
 * @param clients number of clients, 0 if their probes do not repeat
 */
record ProbeInterval(long nanos, int clients) {

	/** Fewer probes do not show whether they repeat. */
	static final int LEAST = 3;

	private static final long JITTER_NANOS = 25_000_000L;

	/** Scatter that does not show that there are more clients. */
	private static final long PRECISE_NANOS = 4_000_000L;

	/**
	 * Learns the interval from the times of probes: with N clients, each probe and the
	 * Nth one after it come from the same client, so the time between them is always the
	 * same.
	 * @param times the times, earliest first
	 */
	static ProbeInterval of(long[] times) {
		long[] gaps = gaps(times, 1);
		if (times.length < LEAST) {
			return new ProbeInterval((gaps.length > 0) ? gaps[0] : 0, 1);
		}
		Arrays.sort(gaps);
		// A long gap that occurs once is a pause, one that occurs twice is not.
		long least = gaps[gaps.length - 2] - gaps[gaps.length - 2] / 8;
		@Nullable ProbeInterval found = null;
		long scatter = Long.MAX_VALUE;
		for (int clients = 1; 2 * clients < times.length; clients++) {
			long[] rounds = gaps(times, clients);
			long interval = median(rounds);
			long scattered = scatter(rounds, interval);
			if (interval >= least && scattered <= JITTER_NANOS + interval / ((clients == 1) ? 6 : 16)
					&& (found == null || (scatter > PRECISE_NANOS && scattered < scatter / 4))) {
				found = new ProbeInterval(interval, clients);
				scatter = scattered;
			}
		}
		return (found != null) ? found : new ProbeInterval(gaps[gaps.length - 1], 0);
	}

	private static long[] gaps(long[] times, int apart) {
		long[] gaps = new long[Math.max(0, times.length - apart)];
		for (int i = 0; i < gaps.length; i++) {
			gaps[i] = times[i + apart] - times[i];
		}
		return gaps;
	}

	private static long median(long[] values) {
		long[] sorted = values.clone();
		Arrays.sort(sorted);
		return sorted[sorted.length / 2];
	}

	/**
	 * Leaves out what is late now and then, but not the last one, which may be a rule.
	 */
	private static long scatter(long[] rounds, long interval) {
		long[] errors = Arrays.stream(rounds).map((round) -> Math.abs(round - interval)).toArray();
		long last = errors[errors.length - 1];
		Arrays.sort(errors);
		return Math.max(last, errors[errors.length - 1 - errors.length / 8]);
	}

	/** Whether there is exactly one client. */
	boolean isOfOne() {
		return this.clients == 1;
	}

}
