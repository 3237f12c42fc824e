/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import java.time.Duration;

/**
 * What to do when the process gets a signal. Every bean of this type is registered when
 * the context starts, and unregistered when it is closed.
 *
 * <p>
 * Deliveries within the coalescing window are one call, and calls for one signal never
 * overlap. TERM and INT belong to the drain; signals that the virtual machine needs for
 * itself fail start-up.
 *
 * @since 0.1
 */
public interface SignalAction {

	/**
	 * Returns the signal's name.
	 * @return the name without {@code SIG}, for example {@code USR1}
	 */
	String signal();

	/**
	 * Returns within which time of the last action deliveries are acted on together.
	 * @param configured what {@code softlanding.signals.coalesce} says
	 * @return that, unless this action needs more
	 */
	default Duration window(Duration configured) {
		return configured;
	}

	/**
	 * Acts, on a daemon thread of its own.
	 * @param delivery what arrived
	 * @throws Exception if it fails; logged, the next delivery is acted on all the same
	 */
	void run(SignalDelivery delivery) throws Exception;

}
