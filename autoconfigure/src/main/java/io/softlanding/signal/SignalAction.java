/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import java.time.Duration;

/**
 * Action that is run when the process receives a signal. Every bean of this type is
 * registered when the context starts, and unregistered when it is closed.
 *
 * <p>
 * Deliveries within the coalescing window cause one call, and calls for the same signal
 * never overlap. TERM and INT are reserved for the drain. Start-up fails if the virtual
 * machine needs the signal itself.
 *
 * @since 0.1
 */
public interface SignalAction {

	/**
	 * Returns the name of the signal.
	 * @return the name without {@code SIG}, for example {@code USR1}
	 */
	String signal();

	/**
	 * Returns the coalescing window: deliveries within this time after the last call
	 * cause one more call.
	 * @param configured the value of {@code softlanding.signals.coalesce}
	 * @return the configured window, or a longer one if this action needs it
	 */
	default Duration window(Duration configured) {
		return configured;
	}

	/**
	 * Runs the action on its own daemon thread.
	 * @param delivery the delivery of the signal
	 * @throws Exception if the action fails; the exception is logged, and later
	 * deliveries still run the action
	 */
	void run(SignalDelivery delivery) throws Exception;

}
