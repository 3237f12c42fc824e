/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

/**
 * Records how long a signal took to be handled.
 */
interface SignalLatency {

	/** Records nothing. */
	SignalLatency NONE = (nanos) -> {
	};

	/**
	 * Records the time from the delivery of a signal to the first log line.
	 * @param nanos the time in nanoseconds
	 */
	void record(long nanos);

}
