/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Predicate;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.inflight.EndsBeforePort;

/**
 * Has each server send GOAWAY and close its port. Calls that are on their way, and those
 * in flight, are served.
 */
final class GoawayParticipant implements DrainParticipant, EndsBeforePort {

	private final GrpcServers servers;

	private final GrpcCalls calls;

	/** Servers that were told, and that failed, while the web server's port was open. */
	private final List<String> told = new CopyOnWriteArrayList<>();

	private final Set<String> failed = new CopyOnWriteArraySet<>();

	private volatile int connections;

	private volatile boolean known = true;

	GoawayParticipant(GrpcServers servers, GrpcCalls calls) {
		this.servers = servers;
		this.calls = calls;
	}

	@Override
	public String name() {
		return "grpc-intake";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.INTAKE;
	}

	@Override
	public String description() {
		return "gRPC calls";
	}

	@Override
	public void closeIntake(Duration timeout) {
		int connections = this.calls.connections();
		for (GrpcServers.Started started : this.servers.all()) {
			if (GrpcServers.accepts(started.server())) {
				String name = GrpcServers.name(started.server());
				this.connections = connections;
				try {
					started.server().shutdown();
					if (this.servers.isUnobserved(started)) {
						this.known = false;
					}
					this.failed.remove(name);
					this.told.add(name);
				}
				catch (RuntimeException ex) {
					this.failed.add(name);
				}
			}
		}
	}

	/** Streams that have no end do not keep the port open. */
	@Override
	public boolean hasEnded(Predicate<Thread> except) {
		return this.calls.active().stream().noneMatch((call) -> {
			Thread thread = call.thread();
			return call.network() && !call.endless() && !(thread != null && except.test(thread));
		}) && this.servers.unobserved()
			.stream()
			.allMatch((server) -> !server.server().isShutdown() || server.server().isTerminated());
	}

	@Override
	public DrainResult drain(DrainContext context) {
		closeIntake(context.remaining());
		if (!this.failed.isEmpty()) {
			return DrainResult.failed("gRPC servers failed to stop accepting connections: %s", this.failed);
		}
		return this.told.isEmpty() ? DrainResult.nothingToDo("No gRPC server accepts connections")
				: DrainResult.completed("gRPC servers no longer accept connections (%s); GOAWAY sent to %s clients",
						String.join(", ", this.told), this.known ? this.connections : "all");
	}

}
