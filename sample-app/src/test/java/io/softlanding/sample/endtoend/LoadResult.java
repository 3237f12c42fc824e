/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.softlanding.test.Failure;

/**
 * What became of the requests of a load.
 *
 * @param sent how many were sent
 * @param answered how many were answered with 200 and the right body
 * @param failures how many failed, by kind
 * @param incidents when and how the first of them failed
 * @param opened how many connections were opened
 * @param latest how late the latest request was sent, by no fault of the server
 * @param overheadsNanos how much longer than its work each answered request took, counted
 * from when it was due, sorted
 */
record LoadResult(long sent, long answered, Map<Failure, Long> failures, List<String> incidents, long opened,
		Duration latest, long[] overheadsNanos) {

	LoadResult {
		Arrays.sort(overheadsNanos);
	}

	long failed() {
		return this.failures.values().stream().mapToLong(Long::longValue).sum();
	}

	/**
	 * Returns by how much the given part of the requests took longer than its work at
	 * most.
	 * @param part from 0 to 1
	 */
	Duration overhead(double part) {
		int count = this.overheadsNanos.length;
		if (count == 0) {
			return Duration.ZERO;
		}
		return Duration.ofNanos(this.overheadsNanos[Math.min(count - 1, (int) (part * count))]);
	}

	String failuresText() {
		return this.failures.isEmpty() ? "-"
				: this.failures.entrySet()
					.stream()
					.map((failure) -> failure.getKey().name().toLowerCase(Locale.ROOT) + " " + failure.getValue())
					.collect(Collectors.joining(", "));
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT,
				"sent %d, answered %d, failed %d (%s), connections opened %d, "
						+ "beyond the work p50 %.1f ms p99 %.1f ms max %.1f ms, sent late by at most %.1f ms%s",
				this.sent, this.answered, failed(), failuresText(), this.opened, millis(overhead(0.5)),
				millis(overhead(0.99)), millis(overhead(1)), millis(this.latest),
				this.incidents.isEmpty() ? "" : "\n" + String.join("\n", this.incidents));
	}

	private static double millis(Duration duration) {
		return duration.toNanos() / 1e6;
	}

}
