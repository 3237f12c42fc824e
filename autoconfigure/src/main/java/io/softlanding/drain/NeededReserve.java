/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.Collection;

/**
 * What of the reserve is needed at a moment: the floor of HANDOFF, and for each other
 * phase of the back half what its participants need for what is open. The rest is
 * available to requests and to beans that Spring stops.
 */
final class NeededReserve {

	private final DrainPlan plan;

	private final DrainBudget budget;

	private final Collection<PhaseRun> runs;

	/**
	 * Creates it.
	 * @param runs those of the drain, as they begin
	 */
	NeededReserve(DrainPlan plan, DrainBudget budget, Collection<PhaseRun> runs) {
		this.plan = plan;
		this.budget = budget;
		this.runs = runs;
	}

	/**
	 * Returns what is needed now.
	 * @return the reserve at most
	 */
	Duration now() {
		Duration needed = this.budget.floor(DrainPhase.HANDOFF);
		for (DrainPhase phase : DrainPhase.values()) {
			if (phase.isBackHalf() && phase != DrainPhase.HANDOFF) {
				needed = needed.plus(needs(phase));
			}
		}
		return (needed.compareTo(this.budget.reserve()) < 0) ? needed : this.budget.reserve();
	}

	/** Participants of one phase run at the same time. */
	private Duration needs(DrainPhase phase) {
		boolean ran = this.runs.stream().anyMatch((run) -> run.phase() == phase && run.outcome() != null);
		return this.plan.participants(phase)
			.stream()
			.filter((participant) -> !ran || participant.looksAgain())
			.map(this::needs)
			.reduce(Duration.ZERO, (one, other) -> (one.compareTo(other) > 0) ? one : other);
	}

	private Duration needs(PlannedParticipant participant) {
		Duration floor = this.budget.floor(participant.phase());
		try {
			Duration needs = participant.participant().needs();
			return (needs == null || !needs.isZero() && needs.compareTo(floor) < 0) ? floor : needs;
		}
		catch (RuntimeException | Error ex) {
			return floor;
		}
	}

}
