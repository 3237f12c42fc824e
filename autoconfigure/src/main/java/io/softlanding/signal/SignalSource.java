/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

/** Where signals come from. */
interface SignalSource {

	/**
	 * Whether this operating system has such a signal.
	 * @param signal its name, without {@code SIG}
	 */
	boolean knows(String signal);

	/**
	 * Takes over a signal.
	 * @param signal its name, without {@code SIG}
	 * @param onDelivery runs on a new thread at each delivery; must not block
	 * @throws IllegalArgumentException if the virtual machine or the operating system
	 * does not give it away
	 */
	PreviousHandler handle(String signal, Runnable onDelivery);

	/** What handled a signal before. */
	interface PreviousHandler {

		/**
		 * Whether the process was started with the signal ignored, so that it is never
		 * delivered.
		 */
		boolean ignores();

		/**
		 * Does what would have been done. For TERM and INT this ends the process and does
		 * not return.
		 */
		void call();

		/** Hands the signal back. */
		void restore();

	}

}
