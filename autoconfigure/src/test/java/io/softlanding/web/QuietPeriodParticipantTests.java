/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.List;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.process.Platform;
import io.softlanding.time.ManualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QuietPeriodParticipant}.
 */
class QuietPeriodParticipantTests {

	private static final QuietPeriod DEFAULT = TestArrivals.period();

	private final ManualClock clock = new ManualClock();

	private final InFlightRequests requests = new InFlightRequests(this.clock);

	private final Probes probes = new Probes(this.clock, DEFAULT, HealthPaths.UNKNOWN, () -> Duration.ofMinutes(1));

	private final StubDrainContext context = new StubDrainContext();

	private final long start = this.clock.nanoTime();

	private long begun = this.start;

	@BeforeEach
	void aServiceThatIsUsedAndProbed() {
		arrive();
		ProbesTests.answered(this.probes, "kubelet", "kube-probe/1.30", 200);
		announce();
	}

	@Test
	void runsInItsPhaseUnderItsName() {
		QuietPeriodParticipant participant = participant(DEFAULT, Platform.NONE);
		assertThat(participant.name()).isEqualTo("quiet-period");
		assertThat(participant.phase()).isEqualTo(DrainPhase.QUIET_PERIOD);
	}

	@Test
	void anInstanceThatHasServedNothingWaitsForThoseThatProbe() throws Exception {
		unusedTakes(Platform.NONE, this.probes, "COMPLETED", Duration.ofSeconds(1));
	}

	@Test
	void anInstanceThatHasServedNothingWaitsWhereThePlatformRoutes() throws Exception {
		unusedTakes(Platform.KUBERNETES, TestArrivals.probes(), "COMPLETED", Duration.ofSeconds(1));
	}

	@Test
	void anInstanceThatHasServedNothingAndIsNotProbedDoesNotWait() throws Exception {
		unusedTakes(Platform.NONE, TestArrivals.probes(), "NOTHING_TO_DO", Duration.ZERO);
	}

	private void unusedTakes(Platform platform, Probes probes, String outcome, Duration duration) throws Exception {
		InFlightRequests unused = new InFlightRequests(this.clock);
		unused.announce();
		DrainResult result = new QuietPeriodParticipant(DEFAULT, unused, probes, platform, this.clock)
			.drain(this.context);
		assertThat(result.outcome()).hasToString(outcome);
		took(duration);
	}

	@Test
	void aDeclaredMinHoldsThoughNothingWasServedAndNoClientProbes() throws Exception {
		QuietPeriod period = new QuietPeriod(Duration.ofSeconds(4), Duration.ofSeconds(1), Duration.ofSeconds(10), 3,
				true, List.of());
		InFlightRequests unused = new InFlightRequests(this.clock);
		DrainResult result = new QuietPeriodParticipant(period, unused, TestArrivals.probes(), Platform.NONE,
				this.clock)
			.drain(this.context.reason(DrainReason.CLOSE));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		took(Duration.ofSeconds(4));
	}

	@Test
	void isSkippedWhenTheProcessLivesOn() throws Exception {
		skipped(drain(DEFAULT, Platform.KUBERNETES, this.context.exiting(false)),
				"Only the application context is closed");
	}

	@Test
	void thatNoClientDependsOnReadinessIsAssumedWhereRequestsWereServedWithoutProbes() throws Exception {
		this.clock.advance(Duration.ofMinutes(1));
		assumed("No client probed readiness in the last minute");
	}

	@Test
	void aProcessThatEndsByItselfWaitsForRegularProbersOnly() throws Exception {
		this.context.reason(DrainReason.CLOSE);
		assumed("No client probes readiness regularly");
		took(Duration.ZERO);
		ProbesTests.answered(this.probes, "kubelet", "kube-probe/1.30", 200);
		assertThat(drain(DEFAULT, Platform.NONE, this.context).outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	private void assumed(String why) throws Exception {
		DrainResult result = drain(DEFAULT, Platform.NONE, this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.ASSUMED);
		assertThat(result.summary()).isEqualTo(why + "; it is assumed that no load balancer depends on it");
	}

	@Test
	void isNotSkippedWhenThePlatformRoutesWithoutProbes() throws Exception {
		this.clock.advance(Duration.ofMinutes(1));
		announce();
		assertThat(participant(DEFAULT, Platform.CLOUD).drain(this.context).outcome())
			.isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void isOverOnceNothingHasArrivedForTheSettleTime() throws Exception {
		DrainResult result = drain(DEFAULT, Platform.NONE, this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.summary()).isEqualTo("No request arrived for 1s");
		took(Duration.ofSeconds(1));
	}

	@Test
	void arrivalsProlongIt() throws Exception {
		this.clock.at(Duration.ofMillis(900), this::arrive);
		this.clock.at(Duration.ofMillis(1700), this::arrive);
		assertThat(drain(DEFAULT, Platform.NONE, this.context).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		took(Duration.ofMillis(2700));
	}

	@Test
	void whatArrivedAfterTheSettleTimeDoesNotProlongIt() throws Exception {
		this.clock.at(Duration.ofMillis(1100), this::arrive);
		assertThat(drain(DEFAULT, Platform.NONE, this.context).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		took(Duration.ofSeconds(1));
	}

	@Test
	void isNeverShorterThanMin() throws Exception {
		QuietPeriod period = new QuietPeriod(Duration.ofSeconds(4), Duration.ofSeconds(1), Duration.ofSeconds(10), 3,
				false, List.of());
		assertThat(drain(period, Platform.NONE, this.context).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		took(Duration.ofSeconds(4));
	}

	@Test
	void isNeverLongerThanMax() throws Exception {
		for (int i = 1; i < 40; i++) {
			this.clock.at(Duration.ofMillis(500 * i), this::arrive);
		}
		DrainResult result = drain(DEFAULT, Platform.NONE, this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).isEqualTo("Cut after 10s, before no request had arrived for long enough");
		took(Duration.ofSeconds(10));
		assertThat(this.context.lines()).containsExactly("serving until no request has arrived for 1s");
	}

	@Test
	void isNeverLongerThanThePhaseHas() throws Exception {
		for (int i = 1; i < 40; i++) {
			this.clock.at(Duration.ofMillis(500 * i), this::arrive);
		}
		this.context.remaining(() -> Duration.ofSeconds(3).minus(this.clock.since(this.start)));
		assertThat(drain(DEFAULT, Platform.NONE, this.context).outcome()).isEqualTo(DrainOutcome.PARTIAL);
		took(Duration.ofSeconds(3));
	}

	@Test
	void doesNotSpeakOfRequestsWhenItWasCutWithoutAny() throws Exception {
		QuietPeriod period = new QuietPeriod(Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(10), 3,
				false, List.of());
		this.context.remaining(() -> Duration.ofSeconds(2).minus(this.clock.since(this.start)));
		DrainResult result = drain(period, Platform.KUBERNETES, this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		took(Duration.ofSeconds(2));
		assertThat(result.summary()).doesNotContain("still arrived");
	}

	@Test
	void takesNoTimeWhenNothingIsToBeWaitedFor() throws Exception {
		QuietPeriod none = new QuietPeriod(Duration.ZERO, Duration.ZERO, Duration.ZERO, 3, false, List.of());
		assertThat(drain(none, Platform.NONE, this.context).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		took(Duration.ZERO);
	}

	@Test
	void everyBalancerIsRefusedOftenEnough() throws Exception {
		probed("10.0.0.2", Duration.ofSeconds(2), 3);
		probed("10.0.0.1", Duration.ofMillis(200), 10);
		announce();
		refuses("10.0.0.1", Duration.ofMillis(200), 40);
		refuses("10.0.0.2", Duration.ofSeconds(2), 4);
		DrainResult result = drain(DEFAULT, Platform.NONE, this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.summary()).isEqualTo("No request arrived for 1s, 2 probers were refused 3 times");
		took(Duration.ofSeconds(6), Duration.ofMillis(6020));
	}

	@Test
	void aFastBalancerDoesNotMakeItLongerThanTheSettleTime() throws Exception {
		probed("10.0.0.1", Duration.ofMillis(200), 10);
		announce();
		refuses("10.0.0.1", Duration.ofMillis(200), 40);
		assertThat(drain(DEFAULT, Platform.NONE, this.context).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		took(Duration.ofSeconds(1), Duration.ofMillis(1020));
	}

	@Test
	void oneThatWasRefusedLongBeforeIsNotWaitedFor() throws Exception {
		for (int i = 0; i < 5; i++) {
			ProbesTests.answered(this.probes, "10.0.0.1", "lb", 503);
			this.clock.advance(Duration.ofSeconds(2));
		}
		announce();
		assertThat(drain(DEFAULT, Platform.NONE, this.context).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		took(Duration.ofSeconds(1), Duration.ofMillis(1020));
	}

	@Test
	void aProberThatCannotBeRefusedInTimeIsNamedAndNotWaitedFor() throws Exception {
		probed("10.0.0.9", Duration.ofSeconds(60), 3);
		announce();
		DrainResult result = drain(DEFAULT, Platform.NONE, this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).isEqualTo("No request arrived for 1s, not refused often enough: 10.0.0.9 (lb)");
		assertThat(result.details()).containsEntry("notWaitedFor", List.of("10.0.0.9 (lb)"));
		took(Duration.ofSeconds(1), Duration.ofSeconds(1));
	}

	@Test
	void aProberIsWaitedForAsLongAsItCanBeRefusedAgain() throws Exception {
		probed("10.0.0.1", Duration.ofSeconds(4), 4);
		this.clock.advance(Duration.ofSeconds(1));
		announce();
		this.clock.at(Duration.ofSeconds(3), () -> ProbesTests.answered(this.probes, "10.0.0.1", "lb", 503));
		this.clock.at(Duration.ofSeconds(7), () -> ProbesTests.answered(this.probes, "10.0.0.1", "lb", 503));
		DrainResult result = drain(DEFAULT, Platform.NONE, this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		took(Duration.ofSeconds(7), Duration.ofMillis(7020));
	}

	@Test
	void maintenanceWaitsForTheKubeletAndItsEndpoints() throws Exception {
		QuietPeriod period = new QuietPeriod(Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(60), 3,
				false, List.of());
		for (int i = 0; i < 4; i++) {
			this.clock.advance(Duration.ofSeconds(10));
			ProbesTests.answered(this.probes, "kubelet", "kube-probe/1.30", 200);
		}
		announce();
		for (int i = 1; i < 5; i++) {
			this.clock.at(Duration.ofSeconds(10 * i),
					() -> ProbesTests.answered(this.probes, "kubelet", "kube-probe/1.30", 503));
		}
		DrainResult result = drain(period, Platform.KUBERNETES, this.context.reason(DrainReason.MAINTENANCE));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		took(Duration.ofMillis(32_980), Duration.ofMillis(33_020));
	}

	@Test
	void aBalancerThatStopsProbingIsNotWaitedForToTheEnd() throws Exception {
		probed("10.0.0.1", Duration.ofSeconds(1), 5);
		announce();
		refuses("10.0.0.1", Duration.ofSeconds(1), 1);
		assertThat(drain(DEFAULT, Platform.NONE, this.context).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		// Its refusal, three of its intervals, and a second for one that is late.
		took(Duration.ofSeconds(5), Duration.ofMillis(5020));
	}

	@Test
	void oneThatIsNeverRefusedIsNamedAndNotWaitedForToTheEnd() throws Exception {
		probed("10.0.0.1", Duration.ofSeconds(1), 5);
		announce();
		for (int i = 1; i < 10; i++) {
			this.clock.at(Duration.ofSeconds(i), () -> ProbesTests.answered(this.probes, "10.0.0.1", "lb", 200));
		}
		DrainResult result = drain(DEFAULT, Platform.NONE, this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).contains("probes do not depend on readiness: 10.0.0.1 (lb)");
		took(Duration.ofSeconds(3), Duration.ofMillis(3020));
	}

	@Test
	void aClientThatHasProbedOnceIsNotWaitedFor() throws Exception {
		ProbesTests.answered(this.probes, "10.0.0.1", "curl/8", 200);
		announce();
		assertThat(drain(DEFAULT, Platform.NONE, this.context).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		took(Duration.ofSeconds(1));
	}

	@Test
	void aPauseOfTheProcessIsNoSilence() throws Exception {
		this.clock.at(Duration.ofMillis(300), () -> this.clock.advance(Duration.ofSeconds(5)));
		this.clock.at(Duration.ofMillis(5500), this::arrive);
		assertThat(drain(DEFAULT, Platform.NONE, this.context).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		took(Duration.ofMillis(6500));
	}

	@Test
	void aPauseOfTheProcessDoesNotMakeABalancerGone() throws Exception {
		probed("10.0.0.1", Duration.ofSeconds(1), 5);
		announce();
		this.clock.at(Duration.ofMillis(300), () -> this.clock.advance(Duration.ofSeconds(5)));
		for (int i = 0; i < 3; i++) {
			this.clock.at(Duration.ofMillis(6500 + 1000 * i),
					() -> ProbesTests.answered(this.probes, "10.0.0.1", "lb", 503));
		}
		DrainResult result = drain(DEFAULT, Platform.NONE, this.context);
		assertThat(result.summary()).endsWith("1 prober was refused 3 times");
		took(Duration.ofMillis(8500), Duration.ofMillis(8520));
	}

	@Test
	void theKubeletIsWaitedForWhereThePodIsNotDeleted() throws Exception {
		for (DrainReason reason : new DrainReason[] { DrainReason.PANIC, DrainReason.CLOSE }) {
			Probes probes = new Probes(this.clock, DEFAULT, HealthPaths.UNKNOWN, () -> Duration.ofMinutes(1));
			for (int i = 0; i < 4; i++) {
				this.clock.advance(Duration.ofSeconds(1));
				ProbesTests.answered(probes, "kubelet", "kube-probe/1.30", 200);
			}
			for (int i = 1; i < 5; i++) {
				this.clock.at(Duration.ofSeconds(i),
						() -> ProbesTests.answered(probes, "kubelet", "kube-probe/1.30", 503));
			}
			announce();
			DrainResult result = new QuietPeriodParticipant(DEFAULT, this.requests, probes, Platform.KUBERNETES,
					this.clock)
				.drain(this.context.reason(reason));
			assertThat(result.summary()).as("%s", reason).endsWith("1 prober was refused 3 times");
			took(Duration.ofSeconds(3), Duration.ofMillis(3020));
		}
	}

	@Test
	void whoWasNotRefusedOftenEnoughIsNamed() throws Exception {
		probed("10.0.0.1", Duration.ofSeconds(3), 3);
		announce();
		this.context.remaining(() -> Duration.ofSeconds(5).minus(this.clock.since(this.begun)));
		refuses("10.0.0.1", Duration.ofSeconds(3), 3);
		DrainResult result = drain(DEFAULT, Platform.NONE, this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).isEqualTo("No request arrived for 1s, not refused often enough: 10.0.0.1 (lb)");
		assertThat(this.context.lines()).last().asString().contains("refused often enough: 10.0.0.1 (lb)");
	}

	private void probed(String address, Duration interval, int times) {
		for (int i = 0; i < times; i++) {
			this.clock.advance((i == 0) ? Duration.ZERO : interval);
			ProbesTests.answered(this.probes, address, "lb", 200);
		}
	}

	private void refuses(String address, Duration interval, int times) {
		for (int i = 1; i <= times; i++) {
			this.clock.at(interval.multipliedBy(i), () -> ProbesTests.answered(this.probes, address, "lb", 503));
		}
	}

	private void announce() {
		this.requests.announce();
		this.begun = this.clock.nanoTime();
	}

	/** The clock stands still while a test prepares, and a drain is late by a look. */
	private void took(Duration least, Duration most) {
		assertThat(this.clock.since(this.begun)).isBetween(least, most);
	}

	private void arrive() {
		this.requests.finish(this.requests.start("GET", "/"));
	}

	private void skipped(DrainResult result, String why) {
		assertThat(result.outcome()).isEqualTo(DrainOutcome.SKIPPED);
		assertThat(result.summary()).isEqualTo(why);
		took(Duration.ZERO);
	}

	private void took(Duration duration) {
		assertThat(this.clock.since(this.start)).isEqualTo(duration);
	}

	private DrainResult drain(QuietPeriod period, Platform platform, StubDrainContext context) throws Exception {
		return participant(period, platform).drain(context);
	}

	private QuietPeriodParticipant participant(QuietPeriod period, Platform platform) {
		return new QuietPeriodParticipant(period, this.requests, this.probes, platform, this.clock);
	}

}
