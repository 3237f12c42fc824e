package io.softlanding.drain;

/**
 * Why an instance drains.
 *
 * @since 0.1
 */
public enum DrainReason {

	/** The process was told to terminate, as Kubernetes, systemd and Docker do. */
	SIGTERM,

	/** Somebody pressed Ctrl-C. */
	SIGINT,

	/**
	 * The application context is being closed: an exit, an endpoint, a test, or a signal
	 * that could not be handled.
	 */
	CLOSE,

	/** Somebody asked for it, and may want it undone. */
	MAINTENANCE,

	/** Something has happened that this process cannot go on after. */
	PANIC

}
