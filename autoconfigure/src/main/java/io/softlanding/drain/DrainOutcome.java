package io.softlanding.drain;

/**
 * How a participant or a phase ended, from best to worst.
 *
 * @since 0.1
 */
public enum DrainOutcome {

	/** There was nothing to do, or a rule said not to do it. */
	SKIPPED,

	/** Everything was done. */
	COMPLETED,

	/** Some of it was done; the details say what was not. */
	PARTIAL,

	/** Time ran out first. */
	TIMED_OUT,

	/** An error ended it. */
	FAILED;

	/**
	 * Returns the worse of two outcomes.
	 * @param other the outcome to compare with
	 * @return this or {@code other}
	 */
	public DrainOutcome worse(DrainOutcome other) {
		return (compareTo(other) >= 0) ? this : other;
	}

}
