/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

/**
 * How a participant or a phase ended, from best to worst.
 *
 * @since 0.1
 */
public enum DrainOutcome {

	/** Looked, and found nothing to do. */
	NOTHING_TO_DO,

	/** Everything that was found is done, and was seen to end. */
	COMPLETED,

	/** Not looked at, because of a setting or a rule that the summary names. */
	SKIPPED,

	/**
	 * Done as far as it can be seen; the summary says what is assumed of the rest.
	 */
	ASSUMED,

	/**
	 * Something was not done, refused, or not waited for; the details say what.
	 */
	PARTIAL,

	/** The time was over first. */
	TIMED_OUT,

	/** An error ended it. */
	FAILED;

	/**
	 * Whether nothing is known to be undone.
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
