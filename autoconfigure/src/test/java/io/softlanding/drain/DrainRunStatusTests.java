/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.softlanding.time.ManualClock;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

class DrainRunStatusTests {

	@Test
	void drainIsShownFromItsReasonToItsParticipants() {
		ManualClock clock = new ManualClock();
		Drain drain = DrainFixtures.drain(clock, DrainFixtures.budget(),
				StubParticipant.of("sessions", DrainPhase.ANNOUNCE, (context) -> {
					clock.advance(Duration.ofMillis(1500));
					return DrainResult.partial("Half").with("oldest", Duration.ofMillis(2100));
				}));
		drain.begin();
		drain.awaitFront();
		Map<String, Object> document = new DrainRunStatus(() -> drain).describe();
		drain.stop();
		assertThat(document).containsEntry("state", "DRAINING")
			.containsEntry("reason", "SIGTERM")
			.containsEntry("took", Duration.ofMillis(1500))
			.containsEntry("remaining", Duration.ofMillis(18_500))
			.doesNotContainKeys("forced", "phase");
		assertThat(Duration.between((Instant) document.get("startedAt"), (Instant) document.get("deadline")))
			.isEqualTo(Duration.ofSeconds(20));
		assertThat(document).extractingByKey("phases", as(LIST))
			.containsExactly(Map.of("phase", "ANNOUNCE", "outcome", "PARTIAL", "took", Duration.ofMillis(1500),
					"budget", Duration.ofSeconds(1), "participants", List.of(Map.of("name", "sessions", "outcome",
							"PARTIAL", "took", Duration.ofMillis(1500), "summary", "Half", "oldest", "PT2.1S"))));
	}

	@Test
	void valuesOfAParticipantThatCannotBeReadMakeItFailAndStopNoReport() {
		Object broken = new Object() {

			@Override
			public String toString() {
				throw new IllegalStateException("broken");
			}

		};
		assertThat(statusAfter((context) -> DrainResult.completed("Done").with("detail", broken)).get("outcome"))
			.isEqualTo("FAILED");
	}

	@Test
	void valuesOfAParticipantAreThoseOfTheMomentWhenItEnded() {
		List<Object> live = new CopyOnWriteArrayList<>(List.of("then"));
		Map<?, ?> status = statusAfter((context) -> DrainResult.completed("Done").with("detail", live));
		live.add("later");
		assertThat(status.get("detail")).isEqualTo(List.of("then"));
	}

	private Map<?, ?> statusAfter(StubParticipant.Work work) {
		Drain drain = DrainFixtures.drain(NanoClock.SYSTEM, DrainFixtures.budget(),
				StubParticipant.of("a", DrainPhase.LOCKS, work));
		drain.begin();
		drain.stop();
		return (Map<?, ?>) ((List<?>) drain.phases().get(0).status().get("participants")).get(0);
	}

	@Test
	void escalationAndEndAreShown() {
		Drain drain = DrainFixtures.drain(NanoClock.SYSTEM, DrainFixtures.budget());
		drain.begin();
		drain.escalate();
		drain.stop();
		assertThat(new DrainRunStatus(() -> drain).describe()).containsEntry("state", "STOPPED")
			.containsEntry("forced", true);
	}

	@Test
	void anInstanceThatRunsHasNothingButItsState() {
		DrainRunStatus drain = new DrainRunStatus(() -> null);
		assertThat(drain.describe()).containsExactly(Map.entry("state", "RUNNING"));
		assertThat(drain.isEnding()).isFalse();
		assertThat(drain.isGood()).isFalse();
	}

}
