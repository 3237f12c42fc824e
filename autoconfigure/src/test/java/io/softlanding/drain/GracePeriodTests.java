/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.process.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class GracePeriodTests {

	private static final Duration PHASE_TIMEOUT = Duration.ofSeconds(30);

	@ParameterizedTest
	@CsvSource({ "KUBERNETES,PT30S", "CONTAINER,PT10S", "CLOUD,PT10S", "NONE,PT36S" })
	void lengthIsAssumedForThePlatform(Platform platform, Duration length) {
		GracePeriod gracePeriod = grace(platform);
		assertThat(gracePeriod.length()).isEqualTo(length);
		assertThat(gracePeriod.declared()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "KUBERNETES", "CONTAINER", "CLOUD", "NONE" })
	void whatIsDerivedFits(Platform platform) {
		for (String preStop : new String[] { "0s", "3s", "9s" }) {
			GracePeriod assumed = grace(platform, "pre-stop=" + preStop);
			assertThat(assumed.misfit(budget(assumed))).isNull();
			GracePeriod declared = grace(platform, "grace-period=9600ms", "pre-stop=" + preStop);
			assertThat(declared.misfit(budget(declared, "pre-stop=" + preStop))).isNull();
		}
	}

	@Test
	void anAssumedGracePeriodLeavesTheDrainASecond() {
		assertThat(grace(Platform.CONTAINER, "pre-stop=20s").available()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void aUserWhoLetsSpringWaitLongerHasBeenGrantedMore() {
		DrainProperties properties = DrainFixtures.properties();
		assertThat(GracePeriod.of(properties, Platform.CONTAINER, Duration.ofSeconds(60)).length())
			.isEqualTo(Duration.ofSeconds(66));
		assertThat(GracePeriod.of(properties, Platform.KUBERNETES, Duration.ofSeconds(5)).length())
			.isEqualTo(Duration.ofSeconds(30));
		assertThat(GracePeriod.of(properties, Platform.NONE, null).length()).isEqualTo(Duration.ofSeconds(36));
	}

	@Test
	void declaredLengthIsTakenOnEveryPlatform() {
		GracePeriod gracePeriod = grace(Platform.CONTAINER, "grace-period=45s", "pre-stop=5s");
		assertThat(gracePeriod.length()).isEqualTo(Duration.ofSeconds(45));
		assertThat(gracePeriod.available()).isEqualTo(Duration.ofSeconds(40));
		assertThat(gracePeriod.declared()).isTrue();
		assertThat(gracePeriod).hasToString("45s (declared)");
		assertThat(grace(Platform.KUBERNETES)).hasToString("30s (assumed, platform kubernetes)");
	}

	@Test
	void declaredMisfitFailsAndNamesEveryNumber() {
		GracePeriod gracePeriod = grace(Platform.NONE, "grace-period=25s", "pre-stop=3s");
		DrainBudget budget = budget(gracePeriod, "timeout=23s");
		InvalidConfigurationException ex = catchThrowableOfType(InvalidConfigurationException.class,
				() -> gracePeriod.verify(budget));
		assertThat(ex).hasMessageContainingAll("softlanding.drain.grace-period is 25s", "needs 27s",
				"softlanding.drain.timeout 23s", "halted after 24s", "softlanding.drain.pre-stop 3s");
		assertThat(ex.action()).contains("at least 27s", "softlanding.drain.grace-period",
				"leave softlanding.drain.timeout");
	}

	@Test
	void assumedMisfitDoesNotFailStartUp() {
		GracePeriod gracePeriod = grace(Platform.CONTAINER);
		DrainBudget budget = budget(gracePeriod, "timeout=20s");
		assertThat(gracePeriod.misfit(budget)).startsWith("The grace period assumed here is 10s");
		assertThatCode(() -> gracePeriod.verify(budget)).doesNotThrowAnyException();
	}

	@Test
	void impossibleValuesAreRefused() {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> grace(Platform.NONE, "pre-stop=-1s"))
			.withMessageContaining("softlanding.drain.pre-stop is -1s");
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> grace(Platform.NONE, "grace-period=0s"))
			.withMessageContaining("softlanding.drain.grace-period is 0s");
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> grace(Platform.NONE, "grace-period=5s", "pre-stop=5s"))
			.withMessageContaining("softlanding.drain.pre-stop is 5s");
	}

	private static GracePeriod grace(Platform platform, String... pairs) {
		return GracePeriod.of(DrainFixtures.properties(pairs), platform,
				(platform == Platform.NONE) ? PHASE_TIMEOUT : null);
	}

	private static DrainBudget budget(GracePeriod gracePeriod, String... pairs) {
		return DrainBudget.of(DrainFixtures.properties(pairs), gracePeriod);
	}

}
