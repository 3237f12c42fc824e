/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.List;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.process.Platform;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link QuietPeriod}.
 */
class QuietPeriodTests {

	@ParameterizedTest
	@CsvSource({ "KUBERNETES, 3", "CLOUD, 0", "CONTAINER, 0", "NONE, 0" })
	void minDependsOnThePlatformWhenUnset(Platform platform, int seconds) {
		assertThat(of(null, "1s", "10s", platform).min()).isEqualTo(Duration.ofSeconds(seconds));
	}

	@Test
	void anUnsetMinGivesWayToMax() {
		assertThat(of(null, "1s", "2s", Platform.KUBERNETES).min()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void aDeclaredMinCountsOnEveryPlatform() {
		assertThat(of("0s", "1s", "10s", Platform.KUBERNETES).min()).isZero();
		assertThat(of("10s", "1s", "10s", Platform.NONE).min()).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void aMinLongerThanMaxIsRefused() {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> of("11s", "1s", "10s", Platform.NONE))
			.withMessage("softlanding.web.quiet-period.min is 11s, which is longer than "
					+ "softlanding.web.quiet-period.max, 10s.");
	}

	@Test
	void onlyADeclaredMinIsDeclared() {
		assertThat(of("0s", "1s", "10s", Platform.KUBERNETES).declared()).isTrue();
		assertThat(of(null, "1s", "10s", Platform.KUBERNETES).declared()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "-1s, 1s, 10s, min", "0s, -1s, 10s, settle", "0s, 1s, -1s, max" })
	void aNegativeTimeIsRefused(String min, String settle, String max, String property) {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> of(min, settle, max, Platform.NONE))
			.withMessage("softlanding.web.quiet-period." + property + " is -1s. A time cannot be negative.");
	}

	@Test
	void aNegativeNumberOfRefusalsIsRefused() {
		WebProperties.QuietPeriod properties = new WebProperties.QuietPeriod(null, duration("1s"), duration("10s"), -1,
				List.of());
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> QuietPeriod.of(properties, Platform.NONE))
			.withMessage("softlanding.web.quiet-period.refusals is -1. It must not be negative.");
	}

	private static QuietPeriod of(@Nullable String min, String settle, String max, Platform platform) {
		return QuietPeriod.of(new WebProperties.QuietPeriod((min != null) ? duration(min) : null, duration(settle),
				duration(max), 3, List.of()), platform);
	}

	private static Duration duration(String seconds) {
		return Duration.parse("PT" + seconds);
	}

}
