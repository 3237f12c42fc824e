/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What became of the requests of a load.
 *
 * @param sent number of requests that were sent
 * @param answered number of responses with status 2xx or 3xx that arrived to the last
 * byte
 * @param failures number of other requests, by kind
 * @param incidents how and when the first of them failed
 * @param late number of requests that were sent more than half a second late, or not at
 * all because too many were in flight
 * @param latest how late the latest request was sent
 * @param acknowledged keys of what acknowledged requests have written
 * @param withoutKey number of acknowledged writes whose responses have no key
 * @param outage whether no instance was ready for a part of the time on purpose
 * @since 0.1.0
 */
public record LoadResult(long sent, long answered, Map<Failure, Long> failures, List<String> incidents, long late,
		Duration latest, List<String> acknowledged, long withoutKey, boolean outage) {

	/** The part of late requests from which on the rate was not kept. */
	private static final double LATE = 0.05;

	/**
	 * Returns the number of requests that failed. Requests that clients have cancelled do
	 * not count, and neither do those for which no instance was ready if that was on
	 * purpose.
	 * @return a number from 0
	 */
	public long failed() {
		return this.failures.entrySet()
			.stream()
			.filter((failure) -> failure.getKey() != Failure.CANCELLED)
			.filter((failure) -> failure.getKey() != Failure.UNAVAILABLE || !this.outage)
			.mapToLong(Map.Entry::getValue)
			.sum();
	}

	/**
	 * Returns whether the requests were sent when they were due.
	 * @return {@code false} if more than 5 % were sent more than half a second late, or
	 * not at all
	 */
	public boolean rateKept() {
		return this.late <= LATE * (this.sent + this.late);
	}

	static LoadResult merged(List<LoadResult> results, boolean outage) {
		Map<Failure, Long> failures = new EnumMap<>(Failure.class);
		results.forEach((result) -> result.failures.forEach((kind, count) -> failures.merge(kind, count, Long::sum)));
		List<String> incidents = new ArrayList<>();
		List<String> acknowledged = new ArrayList<>();
		results.forEach((result) -> {
			incidents.addAll(result.incidents);
			acknowledged.addAll(result.acknowledged);
		});
		return new LoadResult(results.stream().mapToLong(LoadResult::sent).sum(),
				results.stream().mapToLong(LoadResult::answered).sum(), failures, incidents,
				results.stream().mapToLong(LoadResult::late).sum(),
				results.stream().map(LoadResult::latest).max(Comparator.naturalOrder()).orElse(Duration.ZERO),
				acknowledged, results.stream().mapToLong(LoadResult::withoutKey).sum(), outage);
	}

	/**
	 * Describes the result, with the first failures.
	 * @return a line, and one for each failure
	 */
	public String describe() {
		String kinds = this.failures.entrySet()
			.stream()
			.map((failure) -> failure.getKey().name().toLowerCase(Locale.ROOT) + " " + failure.getValue())
			.collect(Collectors.joining(", "));
		return "Load: sent %d, answered %d, failed %d%s, sent late %d, the latest by %d ms%s".formatted(this.sent,
				this.answered, failed(), kinds.isEmpty() ? "" : " (" + kinds + ")", this.late, this.latest.toMillis(),
				this.incidents.stream().map((incident) -> "\n  " + incident).collect(Collectors.joining()));
	}

}
