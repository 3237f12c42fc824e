/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

/**
 * Outcome of a participant or a phase, from best to worst.
 *
 * @since 0.1
 */
public enum DrainOutcome {

	/** There was nothing to do. */
	NOTHING_TO_DO,

	/** All work has verifiably ended. */
	COMPLETED,

	/**
	 * The participant did nothing, because of a setting or a rule that the summary names.
	 */
	SKIPPED,

	/**
	 * All visible work has ended; the summary names the assumption about the rest.
	 */
	ASSUMED,

	/**
	 * Some work was not done, was refused, or was not waited for; the details list it.
	 */
	PARTIAL,

	/** The time was used up before the participant returned. */
	TIMED_OUT,

	/** The participant has failed. */
	FAILED;

	/**
	 * Whether no work is known to be unfinished.
	 * @return {@code false} for {@link #PARTIAL}, {@link #TIMED_OUT} and {@link #FAILED}
	 */
	public boolean isGood() {
		return compareTo(PARTIAL) < 0;
	}

	/**
	 * Returns the worse of two outcomes.
	 * @param other the outcome to compare with
	 * @return this or {@code other}
	 */
	public DrainOutcome worse(DrainOutcome other) {
		return (compareTo(other) >= 0) ? this : other;
	}

}
