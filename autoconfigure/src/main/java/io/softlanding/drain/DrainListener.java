package io.softlanding.drain;

import java.time.Duration;

/**
 * Hears of the drain's progress inside this package: metrics.
 */
interface DrainListener {

	void phaseEnded(DrainPhase phase, DrainOutcome outcome, Duration took);

}
