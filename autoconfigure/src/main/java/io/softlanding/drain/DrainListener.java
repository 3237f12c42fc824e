package io.softlanding.drain;

import java.time.Duration;

/**
 * Hears of the drain's progress inside this package: metrics, observations. Told by one
 * thread, in order.
 */
interface DrainListener {

	default void drainBegan(DrainReason reason) {
	}

	void phaseEnded(DrainPhase phase, DrainOutcome outcome, Duration took);

	default void drainEnded(DrainOutcome outcome) {
	}

}
