/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

import io.softlanding.inflight.RequestDetail;
import io.softlanding.inflight.StackSummary;
import io.softlanding.report.StatusSection;

/**
 * What is known of the calls in flight.
 */
final class GrpcStatus implements StatusSection {

	private static final int OLDEST = 5;

	/** As many as a log line can bear; the summary counts them all. */
	private static final int MOST_UNFINISHED = 100;

	private final GrpcCalls calls;

	private final GrpcServers servers;

	private final List<RequestDetail> details;

	GrpcStatus(GrpcCalls calls, GrpcServers servers, List<RequestDetail> details) {
		this.calls = calls;
		this.servers = servers;
		this.details = details;
	}

	@Override
	public String name() {
		return "grpc";
	}

	@Override
	public Map<String, Object> status() {
		Map<String, Object> status = new LinkedHashMap<>();
		status.put("active", this.calls.active().size());
		status.put("connections", this.calls.connections());
		status.put("serving", !this.calls.notServing());
		int unobserved = this.servers.unobserved().size();
		if (unobserved > 0) {
			status.put("serversWithUnknownCalls", unobserved);
		}
		status.put("oldest", this.calls.oldest((call) -> true, OLDEST).stream().map(this::describe).toList());
		return status;
	}

	/** Says in a line what is being waited for. */
	String line(Predicate<GrpcCall> waitedFor) {
		long active = this.calls.active().stream().filter(waitedFor).count();
		String count = active + ((active == 1) ? " gRPC call in flight" : " gRPC calls in flight");
		List<GrpcCall> oldest = this.calls.oldest(waitedFor, 1);
		if (oldest.isEmpty()) {
			return count;
		}
		GrpcCall call = oldest.get(0);
		return String.format(Locale.ROOT, "%s, oldest %.1fs %s", count, this.calls.ageNanos(call) / 1e9, call.route());
	}

	/** Describes the calls that have run longest, and where their threads are. */
	List<Map<String, Object>> unfinished(Predicate<GrpcCall> waitedFor) {
		return this.calls.oldest(waitedFor, MOST_UNFINISHED).stream().map((call) -> {
			Map<String, Object> described = describe(call);
			Thread thread = call.thread();
			if (thread != null) {
				described.put("stack", StackSummary.of(thread.getStackTrace()));
			}
			return described;
		}).toList();
	}

	private Map<String, Object> describe(GrpcCall call) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("method", call.route());
		described.put("age", Duration.ofNanos(this.calls.ageNanos(call)));
		described.put("thread", call.place());
		for (RequestDetail detail : this.details) {
			Object known = detail.of(call);
			if (known != null) {
				described.put(detail.name(), known);
			}
		}
		return described;
	}

}
