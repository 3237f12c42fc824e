/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;

/**
 * Has the health service answer NOT_SERVING until the drain is undone.
 */
final class HealthParticipant implements DrainParticipant {

	private final GrpcCalls calls;

	private final GrpcServers servers;

	/** Whether clients of observed servers see a health service. */
	private final BooleanSupplier healthService;

	private final Supplier<List<ServingStatuses>> managers;

	HealthParticipant(GrpcCalls calls, GrpcServers servers, BooleanSupplier healthService,
			Supplier<List<ServingStatuses>> managers) {
		this.calls = calls;
		this.servers = servers;
		this.healthService = healthService;
		this.managers = managers;
	}

	@Override
	public String name() {
		return "grpc-health";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.ANNOUNCE;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		this.calls.drain(context::initiatedBy);
		List<GrpcServers.Started> all = this.servers.all();
		if (all.isEmpty() && !this.servers.observesAny()) {
			return DrainResult.nothingToDo("No gRPC server runs");
		}
		if (context.reason() == DrainReason.REHEARSAL) {
			return DrainResult.skipped("Rehearsal: the gRPC health service is not changed");
		}
		this.calls.serving(false);
		boolean plain = all.stream().anyMatch(this.servers::isUnobserved);
		int told = 0;
		if (plain) {
			List<String> services = this.servers.servicesOfUnobserved();
			told = this.managers.get().stream().mapToInt((manager) -> manager.notServing(services)).sum();
		}
		boolean observed = this.servers.observesAny() && this.healthService.getAsBoolean();
		if (!observed && told == 0) {
			return DrainResult.nothingToDo("No gRPC health service; clients learn of the drain by GOAWAY");
		}
		return DrainResult.completed(
				"The gRPC health service answers NOT_SERVING; %d calls to the health service are open",
				this.calls.watching());
	}

	@Override
	public void resume() {
		this.calls.resume();
		this.calls.serving(true);
		this.managers.get().forEach(ServingStatuses::restore);
	}

}
