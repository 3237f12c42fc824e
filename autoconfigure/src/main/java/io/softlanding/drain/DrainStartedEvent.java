/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;

import org.springframework.context.ApplicationEvent;

/**
 * Published when a drain begins, on a thread of the drain. Listeners can end work such as
 * long polls and streams. A listener that is slow or fails does not stop the drain.
 *
 * @since 0.1
 */
public final class DrainStartedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final DrainReason reason;

	private final Duration timeout;

	DrainStartedEvent(Object source, DrainReason reason, Duration timeout) {
		super(source);
		this.reason = reason;
		this.timeout = timeout;
	}

	/**
	 * Returns the reason for the drain.
	 * @return the reason
	 */
	public DrainReason reason() {
		return this.reason;
	}

	/**
	 * Returns the maximum duration of the drain.
	 * @return the time from the beginning to the end of the drain
	 */
	public Duration timeout() {
		return this.timeout;
	}

}
