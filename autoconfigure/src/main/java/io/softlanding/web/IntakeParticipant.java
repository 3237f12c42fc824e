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
record IntakeParticipant(String name, Intake intake) implements DrainParticipant {

	/**
	 * Intake of a server.
	 */
	interface Intake {

		DrainResult close(DrainContext context) throws Exception;

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
