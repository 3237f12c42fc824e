/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

/**
 * Has each server send GOAWAY that was not told to before.
 */
final class GoawayParticipant implements DrainParticipant {

	private final GrpcIntake intake;

	GoawayParticipant(GrpcIntake intake) {
		this.intake = intake;
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
		return this.intake.close();
	}

}
