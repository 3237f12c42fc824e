/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.process.Platform;
import io.softlanding.time.ManualClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link QuietPeriodParticipant} concludes from requests that do not
 * arrive.
 */
class ConclusiveSilenceTests {

	private final ManualClock clock = new ManualClock();

	private final InFlightRequests requests = new InFlightRequests(this.clock);

	private final Probes probes = new Probes(this.clock, TestArrivals.period(), HealthPaths.UNKNOWN,
			() -> Duration.ofMinutes(1));

	private long begun;

	@Test
	void silenceIsConclusiveSoonWhereRequestsArriveSteadily() throws Exception {
		steadily(Duration.ofMillis(10), Duration.ofMillis(500));
		DrainResult result = drain();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.summary()).isEqualTo("No request arrived for 150ms");
		took(Duration.ofMillis(650), Duration.ofMillis(670));
	}

	@Test
	void silenceIsAMultipleOfTheLargestGap() throws Exception {
		steadily(Duration.ofMillis(120), Duration.ofMillis(600));
		assertThat(drain().summary()).isEqualTo("No request arrived for 360ms");
	}

	@Test
	void silenceIsNotConclusiveSoonWhileClientsWaitForAnswers() throws Exception {
		steadily(Duration.ofMillis(10), Duration.ofMillis(500));
		InFlightRequest slow = this.requests.start("GET", "/slow");
		this.clock.at(Duration.ofMillis(800), () -> this.requests.finish(slow));
		assertThat(drain().summary()).isEqualTo("No request arrived for 150ms");
		took(Duration.ofMillis(950), Duration.ofMillis(970));
	}

	@Test
	void aRequestThatDoesNotEndKeepsTheLongSilence() throws Exception {
		steadily(Duration.ofMillis(10), Duration.ofMillis(500));
		this.requests.start("GET", "/slow");
		assertThat(drain().summary()).isEqualTo("No request arrived for 1s");
		took(Duration.ofMillis(1500), Duration.ofMillis(1520));
	}

	@Test
	void anEventStreamDoesNotKeepTheLongSilence() throws Exception {
		steadily(Duration.ofMillis(10), Duration.ofMillis(500));
		this.requests.start("GET", "/events").markEventStream();
		assertThat(drain().summary()).isEqualTo("No request arrived for 150ms");
	}

	@Test
	void aPauseOfTheProcessIsNoConclusiveSilence() throws Exception {
		steadily(Duration.ofMillis(10), Duration.ofMillis(500));
		this.clock.at(Duration.ofMillis(510), () -> this.clock.advance(Duration.ofMillis(900)));
		drain();
		took(Duration.ofMillis(1530), Duration.ofMillis(1550));
	}

	@Test
	void burstsKeepTheLongSilence() throws Exception {
		for (int burst = 0; burst < 5; burst++) {
			for (int i = 0; i < 50; i++) {
				arrive();
			}
			this.clock.advance(Duration.ofSeconds(2));
		}
		announce();
		assertThat(drain().summary()).isEqualTo("No request arrived for 1s");
	}

	@Test
	void theOnlyProberNeedNotBeRefusedToTheEndIfRequestsStopAtItsRefusal() throws Exception {
		probed("10.0.0.1", Duration.ofSeconds(5), 4);
		steadily(Duration.ofMillis(10), Duration.ofMillis(4700));
		this.clock.at(Duration.ofMillis(4700), () -> ProbesTests.answered(this.probes, "10.0.0.1", "lb", 503));
		DrainResult result = drain();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.summary()).isEqualTo("No request arrived for 150ms, since 10.0.0.1 (lb) was refused");
		took(Duration.ofMillis(4850), Duration.ofMillis(4870));
	}

	@Test
	void requestsThatStopAtAnotherTimeSayNothing() throws Exception {
		probed("10.0.0.1", Duration.ofSeconds(2), 4);
		steadily(Duration.ofMillis(10), Duration.ofMillis(1500));
		refuses("10.0.0.1", Duration.ofSeconds(2), 3);
		assertThat(drain().summary()).endsWith("1 prober was refused 3 times");
		took(Duration.ofSeconds(6), Duration.ofMillis(6020));
	}

	@Test
	void oneOfTwoProbersIsRefusedToTheEnd() throws Exception {
		probed("10.0.0.2", Duration.ofSeconds(5), 3);
		probed("10.0.0.1", Duration.ofSeconds(2), 4);
		steadily(Duration.ofMillis(10), Duration.ofSeconds(2));
		refuses("10.0.0.1", Duration.ofSeconds(2), 3);
		drain();
		took(Duration.ofSeconds(6), Duration.ofSeconds(10));
	}

	private void steadily(Duration gap, Duration untilAfterTheStart) {
		for (int i = 0; i < 30; i++) {
			arrive();
			this.clock.advance(gap);
		}
		announce();
		for (Duration at = Duration.ZERO; at.compareTo(untilAfterTheStart) <= 0; at = at.plus(gap)) {
			this.clock.at(at, this::arrive);
		}
	}

	private DrainResult drain() throws InterruptedException {
		return new QuietPeriodParticipant(TestArrivals.period(), this.requests, this.probes, Platform.CLOUD, this.clock)
			.drain(new StubDrainContext());
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

	private void arrive() {
		this.requests.finish(this.requests.startInTime("GET", "/"));
	}

	private void announce() {
		this.requests.announce();
		this.begun = this.clock.nanoTime();
	}

	private void took(Duration least, Duration most) {
		assertThat(this.clock.since(this.begun)).isBetween(least, most);
	}

}
