/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.Set;

/**
 * A participant with what it said of itself at start-up; it is not asked again while the
 * instance drains.
 *
 * @param name its name
 * @param phase its phase
 * @param after the names of those that must have ended first
 * @param participant what runs
 */
record PlannedParticipant(String name, DrainPhase phase, Set<String> after, DrainParticipant participant) {

	static PlannedParticipant of(DrainParticipant participant) {
		return new PlannedParticipant(participant.name(), participant.phase(), Set.copyOf(participant.after()),
				participant);
	}

	/** Whether it is called more than once. */
	boolean looksAgain() {
		return this.participant instanceof RevisitedParticipant;
	}

}
