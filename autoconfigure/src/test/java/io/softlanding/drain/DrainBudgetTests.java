/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.time.DurationProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class DrainBudgetTests {

	private static final List<DrainPhase> BACK = Arrays.stream(DrainPhase.values())
		.filter(DrainPhase::isBackHalf)
		.toList();

	private static final List<DrainPhase> FRONT = Arrays.stream(DrainPhase.values())
		.filter((phase) -> !phase.isBackHalf())
		.toList();

	@Test
	void everythingFollowsFromTheGracePeriod() {
		DrainBudget budget = DrainFixtures.budget("grace-period=30s");
		assertThat(budget.timeout()).isEqualTo(Duration.ofSeconds(28));
		assertThat(budget.reserve()).isEqualTo(Duration.ofSeconds(6));
		assertThat(budget.haltAfter()).isEqualTo(Duration.ofMillis(29_500));
		budget = DrainFixtures.budget("grace-period=10s", "pre-stop=5s");
		assertThat(budget.timeout()).isEqualTo(Duration.ofSeconds(4));
		assertThat(budget.reserve()).isEqualTo(Duration.ofMillis(1200));
		assertThat(budget.haltAfter()).isEqualTo(Duration.ofMillis(4750));
		budget = DrainFixtures.budget("grace-period=1s");
		assertThat(budget.timeout()).isEqualTo(Duration.ofMillis(800));
		assertThat(budget.haltAfter()).isEqualTo(Duration.ofMillis(950));
	}

	@Test
	void eachTimeCanBeSetAndTheOthersFollow() {
		DrainBudget budget = DrainFixtures.budget("grace-period=30s", "timeout=10s");
		assertThat(budget.reserve()).isEqualTo(Duration.ofSeconds(3));
		assertThat(budget.haltAfter()).isEqualTo(Duration.ofMillis(29_500));
		budget = DrainFixtures.budget("grace-period=30s", "halt-after=12s");
		assertThat(budget.timeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(budget.haltAfter()).isEqualTo(Duration.ofSeconds(12));
		budget = DrainFixtures.budget("timeout=60s");
		assertThat(budget.haltAfter()).isEqualTo(Duration.ofSeconds(61));
	}

	@Test
	void phasesHaveMinimumTimes() {
		DrainBudget budget = DrainFixtures.budget();
		assertThat(budget.timeout()).isEqualTo(Duration.ofSeconds(20));
		assertThat(budget.reserve()).isEqualTo(Duration.ofSeconds(6));
		assertThat(budget.front()).isEqualTo(Duration.ofSeconds(14));
		assertThat(budget.floors()).containsOnly(Map.entry(DrainPhase.TRANSACTIONS, Duration.ofSeconds(2)),
				Map.entry(DrainPhase.CACHES, Duration.ofMillis(1500)),
				Map.entry(DrainPhase.LOCKS, Duration.ofSeconds(1)),
				Map.entry(DrainPhase.HANDOFF, Duration.ofMillis(500)));
	}

	/** The table of docs/drain.md. */
	@ParameterizedTest
	@CsvSource({ "5s, 4s, 1200ms, 2800ms", "10s, 8s, 2400ms, 5600ms", "30s, 28s, 6s, 22s", "60s, 58s, 6s, 52s" })
	void whatRequestsHaveFollowsFromTheGracePeriod(String grace, String timeout, String reserve, String requests) {
		DrainBudget budget = DrainFixtures.budget("grace-period=" + grace);
		List<Duration> times = List.of(budget.timeout(), budget.reserve(), budget.front());
		assertThat(times).extracting(DurationProperty::text).containsExactly(timeout, reserve, requests);
		assertThat(Path.of("../docs/drain.md")).content()
			.contains("| %s | %s | %s | %s |".formatted(grace, timeout, decimal(reserve), decimal(requests)));
	}

	private static String decimal(String time) {
		return time.replaceFirst("(\\d)(\\d)00ms", "$1.$2s");
	}

	@Test
	void reserveIsThirtyPercentOfAShortTimeout() {
		assertThat(DrainFixtures.budget("timeout=10s").reserve()).isEqualTo(Duration.ofSeconds(3));
		assertThat(DrainFixtures.budget("timeout=300ms").reserve()).isEqualTo(Duration.ofMillis(90));
		assertThat(DrainFixtures.budget("timeout=60s").reserve()).isEqualTo(Duration.ofSeconds(6));
	}

	@Test
	void declaredValuesAreTaken() {
		DrainBudget budget = DrainFixtures.budget("timeout=30s", "reserve=0s", "halt-after=31s", "floor.locks=4s",
				"floor.caches=0s");
		assertThat(budget.reserve()).isZero();
		assertThat(budget.haltAfter()).isEqualTo(Duration.ofSeconds(31));
		assertThat(budget.floors()).containsEntry(DrainPhase.LOCKS, Duration.ofSeconds(4))
			.containsEntry(DrainPhase.CACHES, Duration.ZERO);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					timeout=0s             | softlanding.drain.timeout is 0s              | Set softlanding.drain.timeout to
					timeout=-1s            | softlanding.drain.timeout is -1s             | Set softlanding.drain.timeout to
					reserve=-1s            | softlanding.drain.reserve is -1s             | Set softlanding.drain.reserve to
					reserve=20s            | softlanding.drain.reserve is 20s, but softlanding.drain.timeout is only 20s | Set softlanding.drain.timeout to more than 20s, or softlanding.drain.reserve to less than 20s
					timeout=20s,halt-after=20s | softlanding.drain.halt-after is 20s, but softlanding.drain.timeout is 20s | Set softlanding.drain.halt-after to 21s or more
					halt-after=0s          | softlanding.drain.halt-after is 0s           | Set softlanding.drain.halt-after to a positive time
					floor.transactions=-1s | softlanding.drain.floor.transactions is -1s  | Set softlanding.drain.floor.transactions to
					floor.caches=-1s       | softlanding.drain.floor.caches is -1s        | Set softlanding.drain.floor.caches to
					floor.locks=-1s        | softlanding.drain.floor.locks is -1s         | Set softlanding.drain.floor.locks to
					floor.handoff=-1ms     | softlanding.drain.floor.handoff is -1ms      | Set softlanding.drain.floor.handoff to
					""")
	void invalidValueIsNamedWithItsFix(String pair, String description, String action) {
		InvalidConfigurationException ex = catchThrowableOfType(InvalidConfigurationException.class,
				() -> DrainFixtures.budget(pair.split(",")));
		assertThat(ex).hasMessageStartingWith(description);
		assertThat(ex.action()).startsWith(action);
	}

	@Test
	void phasesThatActGetASecondAtMost() {
		DrainBudget budget = DrainFixtures.budget();
		assertThat(frontMillis(budget, DrainPhase.ANNOUNCE, 14_000)).isEqualTo(1000);
		assertThat(frontMillis(budget, DrainPhase.INTAKE, 14_000)).isEqualTo(1000);
		assertThat(frontMillis(budget, DrainPhase.INTAKE, 300)).isEqualTo(300);
	}

	@Test
	void quietPeriodLeavesAQuarterOfTheFrontHalf() {
		DrainBudget budget = DrainFixtures.budget();
		assertThat(frontMillis(budget, DrainPhase.QUIET_PERIOD, 14_000)).isEqualTo(10_500);
		assertThat(frontMillis(budget, DrainPhase.QUIET_PERIOD, 3000)).isZero();
	}

	@ParameterizedTest
	@EnumSource(names = { "TRANSACTIONS", "CACHES", "LOCKS", "HANDOFF" })
	void frontHalfHasNoTimeForABackPhase(DrainPhase phase) {
		assertThatIllegalArgumentException().isThrownBy(() -> DrainFixtures.budget().frontNanos(phase, 1))
			.withMessageContaining(phase.name());
	}

	@Test
	void backPhaseMayUseEverythingButTheFloorsBehindIt() {
		DrainBudget budget = DrainFixtures.budget();
		assertThat(backMillis(budget, DrainPhase.TRANSACTIONS, 6000)).isEqualTo(3000);
		assertThat(backMillis(budget, DrainPhase.CACHES, 6000)).isEqualTo(4500);
		assertThat(backMillis(budget, DrainPhase.LOCKS, 6000)).isEqualTo(5500);
		assertThat(backMillis(budget, DrainPhase.HANDOFF, 6000)).isEqualTo(6000);
	}

	@Test
	void floorsShrinkTogetherWhenTheyDoNotFit() {
		DrainBudget budget = DrainFixtures.budget("timeout=10s", "reserve=1s");
		assertThat(backMillis(budget, DrainPhase.TRANSACTIONS, 1000)).isEqualTo(400);
		assertThat(backMillis(budget, DrainPhase.CACHES, 600)).isEqualTo(300);
		assertThat(backMillis(budget, DrainPhase.LOCKS, 300)).isEqualTo(200);
		assertThat(backMillis(budget, DrainPhase.HANDOFF, 100)).isEqualTo(100);
	}

	@Test
	void nothingLeftIsNothingAndNeverNegative() {
		DrainBudget budget = DrainFixtures.budget();
		BACK.forEach((phase) -> assertThat(budget.backNanos(phase, -5)).isZero());
		FRONT.forEach((phase) -> assertThat(budget.frontNanos(phase, -5)).isZero());
	}

	@Test
	void withoutFloorsTheFirstMayUseEverything() {
		DrainBudget budget = new DrainBudget(Duration.ofSeconds(2), Duration.ofSeconds(1), Map.of(),
				Duration.ofSeconds(4));
		assertThat(backMillis(budget, DrainPhase.TRANSACTIONS, 1000)).isEqualTo(1000);
	}

	/**
	 * Whatever the budget, and however greedy the phases before: a later phase gets its
	 * floor, scaled to what was left, and nobody uses time that is not there.
	 */
	@Test
	void everyBackPhaseGetsItsFloorAfterGreedyOnes() {
		Random random = new Random(4711);
		for (int i = 0; i < 20_000; i++) {
			DrainBudget budget = randomBudget(random);
			long start = random.nextBoolean() ? budget.reserve().toNanos() : random.nextLong(60_000_000_000L);
			double scale = scale(budget, start);
			long left = start;
			for (DrainPhase phase : BACK) {
				long granted = budget.backNanos(phase, left);
				assertThat(granted).as("%s of %s with %d left", phase, budget, left)
					.isBetween((long) (budget.floors().get(phase).toNanos() * scale) - 10, left);
				// It uses all of it, or ends sooner.
				left -= (random.nextInt(4) > 0) ? granted : random.nextLong(granted + 1);
			}
		}
	}

	@Test
	void frontPhasesStayWithinTheFrontHalf() {
		Random random = new Random(815);
		for (int i = 0; i < 20_000; i++) {
			DrainBudget budget = randomBudget(random);
			long left = budget.front().toNanos();
			for (DrainPhase phase : FRONT) {
				long granted = budget.frontNanos(phase, left);
				assertThat(granted).as("%s of %s with %d left", phase, budget, left).isBetween(0L, Math.max(0, left));
				// Some overrun their time a little.
				left -= granted + ((random.nextInt(10) == 0) ? random.nextLong(100_000_000) : 0);
			}
		}
	}

	private static double scale(DrainBudget budget, long left) {
		long floors = budget.floors().values().stream().mapToLong(Duration::toNanos).sum();
		return (floors <= left) ? 1 : (double) left / floors;
	}

	private static DrainBudget randomBudget(Random random) {
		long timeout = 1 + random.nextLong(60_000_000_000L);
		Map<DrainPhase, Duration> floors = new EnumMap<>(DrainPhase.class);
		BACK.forEach((phase) -> floors.put(phase,
				Duration.ofNanos((random.nextInt(5) == 0) ? 0 : random.nextLong(5_000_000_000L))));
		return new DrainBudget(Duration.ofNanos(timeout), Duration.ofNanos(random.nextLong(timeout)), floors,
				Duration.ofNanos(timeout + 2_000_000_000L));
	}

	private static long frontMillis(DrainBudget budget, DrainPhase phase, long leftMillis) {
		return budget.frontNanos(phase, leftMillis * 1_000_000) / 1_000_000;
	}

	private static long backMillis(DrainBudget budget, DrainPhase phase, long leftMillis) {
		return budget.backNanos(phase, leftMillis * 1_000_000) / 1_000_000;
	}

	@Test
	void theWatchdogReportsAfterTheDrainMayEnd() {
		DrainBudget budget = DrainFixtures.budget("grace-period=100ms");
		assertThat(budget.haltAfter().toNanos() - budget.lateNanos()).isGreaterThan(budget.timeout().toNanos());
	}

}
