/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.util.ArrayList;
import java.util.List;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

/**
 * Has each server send GOAWAY and close its port. Calls that are on their way, and those
 * in flight, are served.
 */
final class GoawayParticipant implements DrainParticipant {

	private final GrpcServers servers;

	private final GrpcCalls calls;

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
	public DrainResult drain(DrainContext context) {
		List<String> told = new ArrayList<>();
		List<String> failed = new ArrayList<>();
		int connections = this.calls.connections();
		boolean known = true;
		for (GrpcServers.Started started : this.servers.all()) {
			if (GrpcServers.accepts(started.server())) {
				String name = GrpcServers.name(started.server());
				try {
					started.server().shutdown();
					known &= !this.servers.isUnobserved(started);
					told.add(name);
				}
				catch (RuntimeException ex) {
					failed.add(name);
				}
			}
		}
		if (!failed.isEmpty()) {
			return DrainResult.failed("gRPC servers failed to stop accepting connections: %s", failed);
		}
		return told.isEmpty() ? DrainResult.nothingToDo("No gRPC server accepts connections")
				: DrainResult.completed("gRPC servers no longer accept connections (%s); GOAWAY sent to %s clients",
						String.join(", ", told), known ? connections : "all");
	}

}
