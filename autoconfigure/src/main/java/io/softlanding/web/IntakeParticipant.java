/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

/**
 * Closes the accept sockets of a server and tells clients of HTTP/2 to go elsewhere, and
 * nothing else: the graceful stop of the server itself would drop requests on kept
 * connections.
 */
final class IntakeParticipant implements DrainParticipant {

	private final String name;

	private final Intake intake;

	/**
	 * Intake of a server.
	 */
	interface Intake {

		DrainResult close(DrainContext context) throws Exception;

	}

	IntakeParticipant(String name, Intake intake) {
		this.name = name;
		this.intake = intake;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.INTAKE;
	}

	@Override
	public DrainResult drain(DrainContext context) throws Exception {
		return this.intake.close(context);
	}

}
