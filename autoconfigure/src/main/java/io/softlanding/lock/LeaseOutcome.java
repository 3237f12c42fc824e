package io.softlanding.lock;

/**
 * How a lease ended.
 *
 * @since 0.1
 */
public enum LeaseOutcome {

	/** The server has confirmed that it is free. */
	RELEASED,

	/** It lapsed, or could not be renewed in time, before it was given back. */
	LOST,

	/**
	 * The process ended while its work was still running: it is not renewed any more and
	 * lapses.
	 */
	ABANDONED,

	/** The server has not confirmed that it is free: it may be held until it lapses. */
	FAILED

}
