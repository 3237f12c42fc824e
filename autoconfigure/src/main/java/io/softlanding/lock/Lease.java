/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;

/**
 * Lock with a limited time to live. It is renewed in the background until it is closed,
 * and expires on the server when it can no longer be renewed. Can be used by several
 * threads.
 *
 * <p>
 * A lock with a time to live cannot guarantee that there is only one holder, because a
 * process can be paused for longer than that time. If two holders must never write the
 * same data, check the {@link #fencingToken() fencing token} in the same step as the
 * write, and refuse a token that is lower than an earlier one (Kleppmann, "How to do
 * distributed locking", 2016).
 *
 * @since 0.1
 */
public interface Lease extends AutoCloseable {

	/**
	 * Returns the name of this lease.
	 * @return the name
	 */
	String name();

	/**
	 * Returns the fencing token, which is higher than that of all earlier holders.
	 * @return the token, positive
	 */
	long fencingToken();

	/**
	 * Returns the time for which this lease is certainly held without being renewed.
	 * @return the time, zero if the lease is lost or closed, never negative
	 */
	Duration remaining();

	/**
	 * Whether another holder may have this lease, now or soon, although it was not
	 * closed. A lease is lost shortly before it expires on the server, and never becomes
	 * valid again.
	 * @return {@code true} if the lease is lost, even if it was closed afterwards
	 */
	boolean lost();

	/**
	 * Runs an action once, when the lease is lost or if it is already lost, on a thread
	 * of Softlanding.
	 * @param action the action, whose exceptions are logged
	 */
	void onLost(Runnable action);

	/**
	 * Interrupts the calling thread if the lease is lost before it is closed. Closing the
	 * lease on this thread clears such an interrupt.
	 */
	void interruptOnLoss();

	/**
	 * Makes the work of the calling thread the holder. Use it when you pass on a lease:
	 * it is otherwise considered unused when the request or thread that acquired it has
	 * ended.
	 */
	void takeOver();

	/**
	 * Releases the lease. Can be called by any thread; a second call has no effect.
	 * Throws no exception: if Redis does not confirm the release, it is tried again in
	 * the background, and a {@link LeaseReleaseFailedEvent} is published if this fails.
	 */
	@Override
	void close();

}
