/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.softlanding.drain.DrainOutcome;
import org.junit.jupiter.api.Test;

import static io.softlanding.test.HttpCall.get;
import static io.softlanding.test.HttpCall.post;
import static io.softlanding.test.Rate.perSecond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is lost is found, and what is not known does not pass.
 */
class DrainAssertProcessTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	@Test
	void requestsOfAKilledInstanceAreLost() throws Exception {
		try (DrainHarness shop = DrainHarness.of(Shop.class).start()) {
			shop.load(post("/orders").body("{}"), perSecond(20)).during((harness) -> harness.instance(0).kill());
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(shop).lostNothing())
				.withMessageMatching("(?s)[1-9]\\d* of \\d+ requests failed.*")
				.withMessageContaining("with exit code 137")
				.withMessageContaining("Started Shop");
		}
	}

	@Test
	void aDrainThatLosesNothingPassesAndItsReportIsRead() throws Exception {
		try (DrainHarness shop = DrainHarness.of(Shop.class).start()) {
			shop.load(post("/orders").body("{}"), perSecond(20))
				.and(get("/orders"), perSecond(20))
				.during(Scenario.shutdown());
			assertThat(shop).lostNothing()
				.leftNoTransactionOpen()
				.leftNoProcesses()
				.endedWithin(TIMEOUT)
				.exitReport((report) -> {
					assertThat(report.reason()).isEqualTo("SIGTERM");
					assertThat(report.phase("IN_FLIGHT")).isPresent();
				});
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> assertThat(shop).exitReport((report) -> assertThat(report.reason()).isEqualTo("x")))
				.withMessageContaining("QUIET_PERIOD");
			assertThatExceptionOfType(InconclusiveError.class).isThrownBy(() -> assertThat(shop).releasedAllLeases())
				.withMessageStartingWith("Inconclusive: instance 0");
			shop.loaded(new LoadResult(100, 100, Map.of(), List.of(), 20, TIMEOUT, List.of(), 0, false));
			assertThatExceptionOfType(InconclusiveError.class).isThrownBy(() -> assertThat(shop).lostNothing())
				.withMessageContaining("could not keep its rate, 20 requests were late");
		}
	}

	@Test
	void nothingIsKnownOfAnApplicationWithoutAnExitReport() throws Exception {
		try (DrainHarness shop = DrainHarness.of(Shop.class).property("softlanding.enabled", "false").start()) {
			assertThatExceptionOfType(InconclusiveError.class).isThrownBy(() -> assertThat(shop).endedWithin(TIMEOUT))
				.withMessageContaining("no instance has ended");
			shop.stop();
			assertThat(shop).endedWithin(TIMEOUT);
			assertThatExceptionOfType(InconclusiveError.class)
				.isThrownBy(() -> assertThat(shop).leftNoTransactionOpen())
				.withMessageContaining("instance 0 has no final exit report (none)");
			assertThatExceptionOfType(InconclusiveError.class).isThrownBy(() -> assertThat(shop).lostNothing())
				.withMessageContaining("no load was run");
		}
	}

	@Test
	void nothingIsKnownOfADrainThatIsOnlyObserved() throws Exception {
		try (DrainHarness shop = DrainHarness.of(Shop.class).property("softlanding.drain.mode", "observe").start()) {
			shop.load(post("/orders").body("{}"), perSecond(1)).during(Scenario.withOutage(DrainHarness::stop));
			assertThat(shop).exitReport((report) -> assertThat(report.outcome()).isEqualTo(DrainOutcome.SKIPPED));
			assertThatExceptionOfType(InconclusiveError.class).isThrownBy(() -> assertThat(shop).drainedCompletely())
				.withMessageContaining("drains are only observed");
		}
	}

}
