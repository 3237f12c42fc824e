/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One of the clients that probe under one name, told apart by its steady interval.
 *
 * @param intervalNanos time between two of its probes; 0 if it has probed once
 * @param longestNanos the longest such time
 * @param lastNanos when it last probed
 * @param refusedNanos when it was refused without any other answer since, last time first
 */
record Checker(long intervalNanos, long longestNanos, long lastNanos, List<Long> refusedNanos) {

	/** Two probes have an interval; with three it is one that was kept. */
	private static final int LEAST = 3;

	/** How many of its intervals a client may miss. */
	private static final int MISSED = 3;

	private static final long LATE_NANOS = 1_000_000_000L;

	/** How long one that has probed once is expected to come back. */
	private static final long ONCE_NANOS = 6_000_000_000L;

	private static final int TOLERANCE = 6;

	private static final long JITTER_NANOS = 25_000_000L;

	/** Gaps of a client that keeps no interval. */
	private static final int GAPS = 5;

	/**
	 * Answers to the probes under one name, first one first.
	 *
	 * @param ports where each came from, if others came from there too; 0 otherwise
	 */
	record Answers(long[] nanos, int[] ports, boolean[] refused) {

		int count() {
			return this.nanos.length;
		}

		/** A connection that is kept belongs to one client. */
		boolean mayBeOfOne(int one, int other) {
			return this.ports[one] == 0 || this.ports[other] == 0 || this.ports[one] == this.ports[other];
		}

	}

	/**
	 * Finds who probes. Each of the clients has its own interval, and the one with the
	 * most probes is found first. Probes that come after the last one of a client belong
	 * to it, as far as its interval allows that: it was late, or its probes were made by
	 * others under its name. A client without an interval is found if it is alone.
	 * @return those that can be expected to come back
	 */
	static List<Checker> find(Answers answers, long nowNanos) {
		boolean[] known = new boolean[answers.count()];
		List<int[]> found = new ArrayList<>();
		for (int[] next = longest(answers, known); next.length >= LEAST; next = longest(answers, known)) {
			for (int index : next) {
				known[index] = true;
			}
			add(found, next, answers);
		}
		for (int index = 0; index < known.length; index++) {
			for (int i = 0; !known[index] && i < found.size(); i++) {
				int[] probes = found.get(i);
				if (index > probes[0]
						&& answers.nanos()[index] - answers.nanos()[probes[0]] >= interval(answers, probes) / 2
						&& !of(answers, probes).isGone(answers.nanos()[index])) {
					found.set(i, joined(new int[] { index }, probes));
					known[index] = true;
				}
			}
		}
		List<Checker> checkers = new ArrayList<>(found.stream().map((probes) -> of(answers, probes)).toList());
		checkers.removeIf((checker) -> checker.isGone(nowNanos));
		int[] others = IntStream.range(0, known.length)
			.map((index) -> known.length - 1 - index)
			.filter((index) -> !known[index])
			.toArray();
		if (checkers.isEmpty() && others.length > 0) {
			Checker other = of(answers, others);
			return other.isGone(nowNanos) ? List.of() : List.of(other);
		}
		return checkers;
	}

	/** A client that was late once goes on at other times, with the same interval. */
	private static void add(List<int[]> found, int[] probes, Answers answers) {
		long interval = interval(answers, probes);
		for (int i = 0; i < found.size(); i++) {
			int[] other = found.get(i);
			if (Math.abs(interval(answers, other) - interval) <= tolerance(interval)) {
				boolean later = probes[probes.length - 1] > other[0];
				if (later || other[other.length - 1] > probes[0]) {
					found.set(i, later ? joined(probes, other) : joined(other, probes));
					return;
				}
			}
		}
		found.add(probes);
	}

	private static int[] joined(int[] later, int[] earlier) {
		return IntStream.concat(Arrays.stream(later), Arrays.stream(earlier)).toArray();
	}

	private static long interval(Answers answers, int[] probes) {
		long[] gaps = gaps(answers, probes);
		return gaps[(gaps.length - 1) / 2];
	}

	/** Returns the last times between probes, the shortest first. */
	private static long[] gaps(Answers answers, int[] probes) {
		long[] gaps = new long[Math.min(GAPS, probes.length - 1)];
		for (int i = 0; i < gaps.length; i++) {
			gaps[i] = answers.nanos()[probes[i]] - answers.nanos()[probes[i + 1]];
		}
		Arrays.sort(gaps);
		return gaps;
	}

	private static long tolerance(long intervalNanos) {
		return Math.min(intervalNanos / 2, intervalNanos / TOLERANCE + JITTER_NANOS);
	}

	/**
	 * Returns the most probes at one interval, the last one first. Of those with the same
	 * last one, the shortest interval counts: its multiples fit too.
	 */
	private static int[] longest(Answers answers, boolean[] known) {
		int[] longest = {};
		for (int last = answers.count() - 1; last > 0; last--) {
			int[] probes = {};
			for (int before = last - 1; !known[last] && before >= 0 && probes.length < LEAST; before--) {
				if (!known[before] && answers.mayBeOfOne(last, before)) {
					probes = backwards(answers, known, last, before);
				}
			}
			longest = (probes.length > longest.length) ? probes : longest;
		}
		return longest;
	}

	private static int[] backwards(Answers answers, boolean[] known, int last, int before) {
		int[] probes = new int[answers.count()];
		probes[0] = last;
		probes[1] = before;
		int count = 2;
		long interval = answers.nanos()[last] - answers.nanos()[before];
		long tolerance = tolerance(interval);
		for (int next = before; next >= 0;) {
			int from = next;
			next = -1;
			long closest = tolerance;
			for (int i = from - 1; i >= 0; i--) {
				long error = Math.abs(answers.nanos()[from] - answers.nanos()[i] - interval);
				if (!known[i] && error < closest && answers.mayBeOfOne(from, i)) {
					closest = error;
					next = i;
				}
			}
			if (next >= 0) {
				probes[count++] = next;
			}
		}
		return Arrays.copyOf(probes, count);
	}

	/** Refusals in quick succession are one. */
	private static Checker of(Answers answers, int[] probes) {
		long[] gaps = gaps(answers, probes);
		long interval = (gaps.length > 0) ? gaps[(gaps.length - 1) / 2] : 0;
		List<Long> refused = new ArrayList<>();
		for (int probe : probes) {
			if (!answers.refused()[probe]) {
				break;
			}
			long at = answers.nanos()[probe];
			if (refused.isEmpty() || refused.get(refused.size() - 1) - at >= interval / 2) {
				refused.add(at);
			}
		}
		long longest = (gaps.length > 0) ? Math.min(gaps[gaps.length - 1], GAPS * interval) : 0;
		return new Checker(interval, longest, answers.nanos()[probes[0]], refused);
	}

	boolean isRegular() {
		return this.intervalNanos > 0;
	}

	/** Whether it has missed so many probes that it has ended. */
	boolean isGone(long nowNanos) {
		return nowNanos - this.lastNanos > (isRegular() ? MISSED * this.longestNanos + LATE_NANOS : ONCE_NANOS);
	}

	int refusals() {
		return this.refusedNanos.size();
	}

	/** Whether it was refused when requests stopped. */
	boolean stopped(long lastNanos, long gapNanos, long onTheWayNanos) {
		return this.refusedNanos.stream()
			.anyMatch((refused) -> lastNanos - refused >= -gapNanos && lastNanos - refused <= gapNanos + onTheWayNanos);
	}

}
