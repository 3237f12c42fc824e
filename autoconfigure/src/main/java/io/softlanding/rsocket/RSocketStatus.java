/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rsocket;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

import io.softlanding.report.StatusSection;

/**
 * What is known of connections and of requests in flight.
 */
final class RSocketStatus implements StatusSection {

	private static final int OLDEST = 5;

	/** As many as a log line can bear; the summary counts them all. */
	private static final int MOST_UNFINISHED = 100;

	private final RSocketRequests requests;

	RSocketStatus(RSocketRequests requests) {
		this.requests = requests;
	}

	@Override
	public String name() {
		return "rsocket";
	}

	@Override
	public Map<String, Object> status() {
		Map<String, Object> status = new LinkedHashMap<>();
		status.put("active", this.requests.active());
		status.put("connections", this.requests.connections());
		status.put("oldest", describe((each) -> true, OLDEST));
		return status;
	}

	/** Says in a line what is being waited for. */
	String line(Predicate<Interaction> waitedFor) {
		List<Interaction> oldest = this.requests.oldest(waitedFor);
		if (oldest.isEmpty()) {
			return "%d RSocket connections that are closing".formatted(this.requests.connections());
		}
		return String.format(Locale.ROOT, "%d RSocket requests in flight, oldest %.1fs %s", oldest.size(),
				(this.requests.now() - oldest.get(0).startNanos()) / 1e9, oldest.get(0).description());
	}

	List<Map<String, Object>> unfinished(Predicate<Interaction> waitedFor) {
		return describe(waitedFor, MOST_UNFINISHED);
	}

	private List<Map<String, Object>> describe(Predicate<Interaction> which, int most) {
		return this.requests.oldest(which)
			.stream()
			.limit(most)
			.<Map<String, Object>>map((each) -> Map.of("request", each.description(), "age",
					Duration.ofNanos(this.requests.now() - each.startNanos())))
			.toList();
	}

}
