/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.List;

import io.softlanding.config.InvalidConfigurationException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class DrainPlanTests {

	@Test
	void participantStandsBehindThoseItWaitsFor() {
		DrainPlan plan = plan(stub("c", DrainPhase.LOCKS).runsAfter("b", "a"),
				stub("b", DrainPhase.LOCKS).runsAfter("a"), stub("a", DrainPhase.LOCKS), stub("d", DrainPhase.LOCKS));
		assertThat(plan.participants(DrainPhase.LOCKS)).extracting(PlannedParticipant::name)
			.containsExactly("a", "d", "b", "c");
	}

	@Test
	void everyPhaseHasItsOwn() {
		DrainPlan plan = plan(stub("late", DrainPhase.HANDOFF), stub("early", DrainPhase.ANNOUNCE));
		assertThat(plan.participants(DrainPhase.ANNOUNCE)).extracting(PlannedParticipant::name)
			.containsExactly("early");
		assertThat(plan.participants(DrainPhase.HANDOFF)).extracting(PlannedParticipant::name).containsExactly("late");
		assertThat(plan.participants(DrainPhase.CACHES)).isEmpty();
	}

	@Test
	void planOfNobodyIsEmpty() {
		assertThat(plan().participants(DrainPhase.ANNOUNCE)).isEmpty();
	}

	@Test
	void nameIsUniqueAcrossPhases() {
		InvalidConfigurationException ex = refused(stub("twin", DrainPhase.LOCKS), stub("twin", DrainPhase.CACHES));
		assertThat(ex).hasMessageContainingAll("'twin'", StubParticipant.class.getName());
		assertThat(ex.action()).contains("another name");
	}

	@Test
	void unknownNameIsRefusedWithTheNamesThereAre() {
		InvalidConfigurationException ex = refused(stub("a", DrainPhase.LOCKS),
				stub("b", DrainPhase.LOCKS).runsAfter("redis-lock"));
		assertThat(ex).hasMessageContainingAll("'b'", "'redis-lock'", "there is no such participant");
		assertThat(ex.action()).contains("[a, b]");
	}

	@Test
	void nameOfAnotherPhaseIsRefused() {
		InvalidConfigurationException ex = refused(stub("a", DrainPhase.CACHES),
				stub("b", DrainPhase.LOCKS).runsAfter("a"));
		assertThat(ex).hasMessageContainingAll("'b' of phase LOCKS", "'a'", "belongs to phase CACHES");
		assertThat(ex.action()).contains("[b]");
	}

	@Test
	void cycleIsRefused() {
		InvalidConfigurationException ex = refused(stub("free", DrainPhase.LOCKS),
				stub("a", DrainPhase.LOCKS).runsAfter("c"), stub("b", DrainPhase.LOCKS).runsAfter("a"),
				stub("c", DrainPhase.LOCKS).runsAfter("b"));
		assertThat(ex).hasMessageContainingAll("LOCKS", "a after [c]", "b after [a]", "c after [b]")
			.hasMessageNotContaining("free");
		assertThat(ex.action()).contains("after()");
	}

	@Test
	void participantCannotWaitForItself() {
		assertThat(refused(stub("a", DrainPhase.LOCKS).runsAfter("a"))).hasMessageContaining("a after [a]");
	}

	private static StubParticipant stub(String name, DrainPhase phase) {
		return StubParticipant.of(name, phase);
	}

	private static DrainPlan plan(DrainParticipant... participants) {
		return new DrainPlan(List.of(participants));
	}

	private static InvalidConfigurationException refused(DrainParticipant... participants) {
		return catchThrowableOfType(InvalidConfigurationException.class, () -> plan(participants));
	}

}
