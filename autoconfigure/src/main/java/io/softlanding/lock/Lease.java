/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;

/**
 * A lock that ends by itself: it is renewed in the background until it is closed, and
 * expires on the server when it can no longer be renewed. Safe for use by several
 * threads.
 *
 * <p>
 * No lock with a time to live keeps two holders apart for certain: a process can be
 * paused for longer than that. Whatever must never be written by two holders checks the
 * {@link #fencingToken() fencing token} in the same step as it writes, and refuses a
 * lower one than it has seen (Kleppmann, "How to do distributed locking", 2016).
 *
 * @since 0.1
 */
public interface Lease extends AutoCloseable {

	/**
	 * Returns what it was asked for as.
	 * @return the name
	 */
	String name();

	/**
	 * Returns a number that is higher than that of every holder before.
	 * @return the token, positive
	 */
	long fencingToken();

	/**
	 * Returns for how long this is certainly held if it is not renewed.
	 * @return the time left, zero when it is lost or closed, never negative
	 */
	Duration remaining();

	/**
	 * Whether another holder may have it, now or soon, although it was not closed. It is
	 * lost a little before it expires on the server. A lost lease is never valid again.
	 * @return {@code true} once it is lost, also after it was closed
	 */
	boolean lost();

	/**
	 * Runs something, once, when the lease is lost, on one of a few threads that are
	 * there for this; also when it is lost already.
	 * @param action what to run; what it throws is logged
	 */
	void onLost(Runnable action);

	/**
	 * Interrupts the calling thread when the lease is lost before it is closed. A thread
	 * that closes it leaves no interrupt of this kind behind.
	 */
	void interruptOnLoss();

	/**
	 * Makes the work of the calling thread the holder: a lease that is passed on is
	 * otherwise taken to be done with when the request or the thread that acquired it has
	 * ended.
	 */
	void takeOver();

	/**
	 * Says that the work is done and gives it back, by any thread; a second time does
	 * nothing. Never throws: what Redis does not confirm is tried again in the
	 * background, and a {@link LeaseReleaseFailedEvent} says when that was in vain.
	 */
	@Override
	void close();

}
