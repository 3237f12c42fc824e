/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;

import io.softlanding.process.Platform;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Times of a drain that are known before it begins.
 *
 * @param quietPeriod what the grace period leaves for the quiet period at most
 * @param timeout time from the trigger to the end
 * @since 0.1
 */
public record DrainTimes(Duration quietPeriod, Duration timeout) {

	/**
	 * Returns the times of an application.
	 * @param environment the application's environment
	 * @param platform where the process runs
	 * @return the times
	 */
	public static DrainTimes of(Environment environment, Platform platform) {
		DrainProperties properties = DrainProperties.of(environment);
		GracePeriod gracePeriod = GracePeriod.of(properties, platform,
				Binder.get(environment).bind(DrainAutoConfiguration.PHASE_TIMEOUT, Duration.class).orElse(null));
		DrainBudget budget = DrainBudget.of(properties, gracePeriod);
		return new DrainTimes(Duration.ofNanos(budget.frontNanos(DrainPhase.QUIET_PERIOD, budget.front().toNanos())),
				budget.timeout());
	}

}
