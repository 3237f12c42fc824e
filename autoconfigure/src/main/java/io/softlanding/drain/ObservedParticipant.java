/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.Set;

/**
 * Stands where a participant would act, when drains are only observed.
 *
 * @param participant who would act
 */
record ObservedParticipant(DrainParticipant participant) implements DrainParticipant {

	@Override
	public String name() {
		return this.participant.name();
	}

	@Override
	public DrainPhase phase() {
		return this.participant.phase();
	}

	@Override
	public Set<String> after() {
		return this.participant.after();
	}

	@Override
	public DrainResult drain(DrainContext context) {
		return DrainResult.skipped("Observe-only mode");
	}

}
