/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A participant with what it said of itself at start-up; it is not asked again while the
 * instance drains.
 *
 * @param name its name
 * @param phase its phase
 * @param after the names of those that must have ended first
 * @param last whether these are all others of the phase
 * @param participant what runs
 */
record PlannedParticipant(String name, DrainPhase phase, Set<String> after, boolean last,
		DrainParticipant participant) {

	static PlannedParticipant of(DrainParticipant participant) {
		Set<String> after = Set.copyOf(participant.after());
		return new PlannedParticipant(participant.name(), participant.phase(), after,
				after.contains(DrainParticipant.ALL_OTHERS), participant);
	}

	/** Time in addition to the phase's, which the others may use up. */
	long extraNanos() {
		return this.last ? TimeUnit.SECONDS.toNanos(1) : 0;
	}

	PlannedParticipant after(Set<String> names) {
		return new PlannedParticipant(this.name, this.phase, Set.copyOf(names), this.last, this.participant);
	}

	/** Whether it is called more than once. */
	boolean looksAgain() {
		return this.participant instanceof MultiPassParticipant;
	}

}
