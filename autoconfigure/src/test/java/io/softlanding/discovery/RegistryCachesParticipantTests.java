/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.List;

import io.softlanding.discovery.Deregistration.State;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.time.ManualClock;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class RegistryCachesParticipantTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final ManualClock clock = new ManualClock();

	private final long start = this.clock.nanoTime();

	@Test
	void servesUntilCallersCachesHaveExpired() throws Exception {
		DrainResult result = participant(FakeRegistry.prompt("one"), State.TOLD, Duration.ofSeconds(5))
			.drain(new StubDrainContext());
		assertThat(result).isEqualTo(DrainResult.assumed("Served for 5s, after which callers' caches have expired"));
		assertThat(waited()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void theTimeIsWhatTheClientTellsByDefault() throws Exception {
		RegistryCachesParticipant participant = participant(FakeRegistry.prompt("one"), State.TOLD, null);
		assertThat(participant.phase()).isEqualTo(DrainPhase.QUIET_PERIOD);
		participant.drain(new StubDrainContext().remaining(() -> MINUTE.multipliedBy(2)));
		assertThat(waited()).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void theTimeCountsFromTheTelling() throws Exception {
		RegistryCachesParticipant participant = participant(FakeRegistry.prompt("one"), State.TOLD,
				Duration.ofSeconds(5));
		this.clock.advance(Duration.ofSeconds(3));
		participant.drain(new StubDrainContext());
		assertThat(waited()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void aDrainAfterALongMaintenanceDoesNotWaitAgain() throws Exception {
		RegistryCachesParticipant participant = participant(FakeRegistry.prompt("one"), State.TOLD,
				Duration.ofSeconds(5));
		this.clock.advance(MINUTE);
		assertThat(participant.drain(new StubDrainContext()).outcome()).isEqualTo(DrainOutcome.ASSUMED);
		assertThat(waited()).isEqualTo(MINUTE);
	}

	@Test
	void noMoreThanHalfOfTheRemainingTimeIsWaitedForAndTheRestIsNamed() throws Exception {
		DrainResult result = participant(FakeRegistry.prompt("one"), State.TOLD, null)
			.drain(new StubDrainContext().remaining(() -> Duration.ofSeconds(10)));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary())
			.isEqualTo("Served for 5s; callers may keep this instance in their caches for at least 25s longer");
		assertThat(result.details()).containsEntry("notWaitedFor", Duration.ofSeconds(25));
		assertThat(waited()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void zeroWaitsForNothing() throws Exception {
		DrainResult result = participant(FakeRegistry.prompt("one"), State.TOLD, Duration.ZERO)
			.drain(new StubDrainContext());
		assertThat(result.outcome()).isEqualTo(DrainOutcome.ASSUMED);
		assertThat(waited()).isZero();
	}

	@Test
	void nothingIsWaitedForWhenNothingWasTold() throws Exception {
		assertThat(new RegistryCachesParticipant(new DeregistrationParticipant(List.of(), this.clock), null, this.clock)
			.drain(new StubDrainContext())
			.outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThat(
				participant(FakeRegistry.prompt("broken").failing(), State.FAILED, null).drain(new StubDrainContext())
					.outcome())
			.isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThat(waited()).isZero();
	}

	@Test
	void nothingIsWaitedForWhenOnlyTheContextIsClosedOrNobodyWantsToWait() throws Exception {
		RegistryCachesParticipant participant = participant(FakeRegistry.prompt("one"), State.TOLD, null);
		for (StubDrainContext context : List.of(new StubDrainContext().reason(DrainReason.CLOSE).exiting(false),
				new StubDrainContext().forced(true))) {
			assertThat(participant.drain(context).outcome()).isEqualTo(DrainOutcome.SKIPPED);
		}
		assertThat(waited()).isZero();
		participant.drain(new StubDrainContext().reason(DrainReason.MAINTENANCE).exiting(false));
		assertThat(waited()).isPositive();
	}

	@Test
	void aRegistryThatAnswersLateIsWaitedFor() throws Exception {
		FakeRegistry slow = new FakeRegistry("slow");
		DeregistrationParticipant deregistration = new DeregistrationParticipant(List.of(slow), this.clock);
		deregistration.drain(new StubDrainContext(Duration.ofMillis(20)));
		this.clock.advance(Duration.ofSeconds(3));
		slow.mayAnswer.countDown();
		DrainResult result = new RegistryCachesParticipant(deregistration, Duration.ofSeconds(10), this.clock)
			.drain(new StubDrainContext());
		assertThat(result.outcome()).isEqualTo(DrainOutcome.ASSUMED);
		assertThat(waited()).isEqualTo(Duration.ofSeconds(13));
	}

	@Test
	void aRegistryThatNeverAnswersIsNamed() throws Exception {
		FakeRegistry slow = new FakeRegistry("slow");
		DeregistrationParticipant deregistration = new DeregistrationParticipant(List.of(slow), NanoClock.SYSTEM);
		deregistration.drain(new StubDrainContext(Duration.ofMillis(20)));
		DrainResult result = new RegistryCachesParticipant(deregistration, Duration.ofMillis(100), NanoClock.SYSTEM)
			.drain(new StubDrainContext());
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).endsWith("not confirmed by: slow");
		assertThat(slow.calls).containsExactly("deregister");
		slow.mayAnswer.countDown();
	}

	@Test
	void aWaitThatIsCutSaysWhatItDidNotWaitFor() throws Exception {
		RegistryCachesParticipant participant = participant(FakeRegistry.prompt("one"), State.TOLD, null);
		Thread.currentThread().interrupt();
		DrainResult result = participant.drain(new StubDrainContext());
		assertThat(Thread.interrupted()).isFalse();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.details()).containsEntry("notWaitedFor", Duration.ofSeconds(30));
	}

	private RegistryCachesParticipant participant(FakeRegistry registry, State state, Duration cacheTtl)
			throws InterruptedException {
		DeregistrationParticipant deregistration = new DeregistrationParticipant(List.of(registry), this.clock);
		deregistration.drain(new StubDrainContext(Duration.ofSeconds(20)));
		FakeRegistry.await(deregistration, state);
		return new RegistryCachesParticipant(deregistration, cacheTtl, this.clock);
	}

	private Duration waited() {
		return this.clock.since(this.start);
	}

}
