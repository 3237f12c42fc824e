/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

import io.softlanding.inflight.RequestDetail;
import java.util.function.Supplier;

import io.softlanding.inflight.StackSummary;
import io.softlanding.report.StatusSection;

/**
 * Requests in flight, as the status and the log show them.
 */
final class InFlightStatus implements StatusSection {

	private static final int OLDEST = 5;

	/** As many as a log line can bear; the summary counts them all. */
	private static final int MOST_UNFINISHED = 100;

	private final InFlightRequests requests;

	private final Supplier<ServerQueue> queue;

	private final List<RequestDetail> details;

	InFlightStatus(InFlightRequests requests, Supplier<ServerQueue> queue, List<RequestDetail> details) {
		this.requests = requests;
		this.queue = queue;
		this.details = details;
	}

	@Override
	public String name() {
		return "inFlight";
	}

	@Override
	public Map<String, Object> status() {
		Map<String, Object> status = new LinkedHashMap<>();
		status.put("active", this.requests.active());
		status.put("queued", this.queue.get().waiting());
		if (this.requests.rejectedDraining() > 0) {
			boolean served = this.requests.servesLate();
			status.put(served ? "late" : "rejected", this.requests.rejectedDraining());
			status.put(served ? "lateRoutes" : "rejectedRoutes", this.requests.rejectedRoutes());
		}
		status.put("oldest", this.requests.oldest(OLDEST).stream().map(this::describe).toList());
		return status;
	}

	/**
	 * Says in a line what is being waited for.
	 * @return for example {@code 12 requests in flight, oldest 2.1s POST
	 * /orders/{id}/pay}
	 */
	String line() {
		long active = this.requests.active();
		String count = active + ((active == 1) ? " request in flight" : " requests in flight");
		long waiting = this.queue.get().waiting();
		String queued = (waiting > 0) ? ", " + waiting + " queued" : "";
		List<InFlightRequest> oldest = this.requests.oldest(1);
		if (oldest.isEmpty()) {
			return count + queued;
		}
		InFlightRequest request = oldest.get(0);
		return String.format(Locale.ROOT, "%s%s, oldest %.1fs %s %s", count, queued,
				this.requests.ageNanos(request) / 1e9, request.method(), request.route());
	}

	/** Describes the requests that have run longest, and where their threads are. */
	List<Map<String, Object>> unfinished(Predicate<InFlightRequest> waitedFor) {
		return this.requests.oldest(Integer.MAX_VALUE)
			.stream()
			.filter(waitedFor)
			.limit(MOST_UNFINISHED)
			.map((request) -> {
				Map<String, Object> described = describe(request);
				Thread thread = request.thread();
				if (thread != null) {
					described.put("stack", StackSummary.of(thread.getStackTrace()));
				}
				return described;
			})
			.toList();
	}

	private Map<String, Object> describe(InFlightRequest request) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("method", request.method());
		described.put("route", request.route());
		described.put("age", Duration.ofNanos(this.requests.ageNanos(request)));
		Thread thread = request.thread();
		described.put("thread", (thread != null) ? thread.getName() : "none (asynchronous)");
		for (RequestDetail detail : this.details) {
			Object known = detail.of(request);
			if (known != null) {
				described.put(detail.name(), known);
			}
		}
		return described;
	}

}
