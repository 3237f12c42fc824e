/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.process.BoundedWait;

import org.springframework.context.Lifecycle;

/**
 * Ends what is left of the servers that the drain has shut down. Spring does not stop a
 * server that has been shut down, so that its events are published from here.
 */
final class ServerStopParticipant implements DrainParticipant {

	private static final long TERMINATION_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

	private static final Duration LISTENERS = Duration.ofSeconds(1);

	private final GrpcCalls calls;

	private final GrpcServers servers;

	private final GrpcStatus status;

	ServerStopParticipant(GrpcCalls calls, GrpcServers servers, GrpcStatus status) {
		this.calls = calls;
		this.servers = servers;
		this.status = status;
	}

	@Override
	public String name() {
		return "grpc-servers";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.HANDOFF;
	}

	@Override
	public Duration needs() {
		return Duration.ZERO;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		List<GrpcServers.Started> stopped = this.servers.all()
			.stream()
			.filter((server) -> server.server().isShutdown())
			.toList();
		if (stopped.isEmpty()) {
			return DrainResult.nothingToDo("No gRPC server was shut down by the drain");
		}
		List<GrpcServers.Started> open = stopped.stream().filter((server) -> !server.server().isTerminated()).toList();
		long unknown = open.stream().filter(this.servers::isUnobserved).count();
		Predicate<GrpcCall> cut = (call) -> call.network() && open.size() > unknown;
		int left = this.calls.oldest(cut, Integer.MAX_VALUE).size();
		List<Map<String, Object>> unfinished = this.status.unfinished(cut);
		stopped.forEach((server) -> server.server().shutdownNow());
		stopped.forEach((server) -> GrpcServers.awaitTermination(server.server(), TERMINATION_NANOS));
		stopped.forEach((server) -> {
			Lifecycle lifecycle = server.lifecycle();
			if (lifecycle != null && server.server().isTerminated()) {
				BoundedWait.briefly("grpc-servers", LISTENERS, lifecycle::stop);
			}
		});
		long running = stopped.stream().filter((server) -> !server.server().isTerminated()).count();
		if (left > 0) {
			return DrainResult
				.partial("Connections closed with %d gRPC %s in flight", left, (left == 1) ? "call" : "calls")
				.with("forcedCalls", unfinished);
		}
		if (unknown > 0) {
			return DrainResult.partial("Closed the connections of %d gRPC servers whose calls are not known", unknown);
		}
		if (running > 0) {
			return DrainResult.partial("%d gRPC servers have not closed all connections", running);
		}
		return open.isEmpty() ? DrainResult.completed("%d gRPC servers have ended", stopped.size()) : DrainResult
			.completed("Closed connections that clients had left open on %d gRPC servers", open.size());
	}

}
