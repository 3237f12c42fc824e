/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.time.Instant;

/**
 * Hears of the drain's progress inside this package: metrics, observations. Told by one
 * thread of its own, in order, and perhaps late: times come with what is told.
 */
interface DrainListener {

	default void drainBegan(DrainReason reason) {
	}

	void phaseEnded(DrainPhase phase, DrainOutcome outcome, Duration took, Instant at);

	default void drainEnded(DrainOutcome outcome) {
	}

}
