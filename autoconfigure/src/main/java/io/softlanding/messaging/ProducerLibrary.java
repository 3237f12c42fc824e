/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.Map;

/**
 * Producers of one messaging library that hold what they send in a buffer, or wait for
 * confirmations. All beans of this type are flushed in phase HANDOFF.
 */
interface ProducerLibrary {

	/**
	 * Returns the name of the library in the status and in metrics.
	 * @return {@code kafka} or {@code rabbit}
	 */
	String name();

	/**
	 * Sends what is buffered, and waits until the broker has confirmed it. More can be
	 * sent meanwhile and later.
	 * @param timeout how long to wait at most
	 * @throws InterruptedException if the phase has ended
	 */
	void flush(Duration timeout) throws InterruptedException;

	/**
	 * Returns how many messages the broker has not confirmed. Returns at once.
	 * @return numbers by topic or exchange, without zeros
	 */
	Map<String, Long> unconfirmed();

	/**
	 * Returns how many messages the producers gave up since the start. The application
	 * has been told of each.
	 * @return numbers by topic or exchange, without zeros
	 */
	Map<String, Long> failed();

}
