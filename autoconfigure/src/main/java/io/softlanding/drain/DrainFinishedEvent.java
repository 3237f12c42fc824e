/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;

import org.springframework.context.ApplicationEvent;

/**
 * Published when the last phase is over, while beans are still alive. The context goes on
 * closing after at most half a second, whether or not all listeners have returned.
 *
 * @since 0.1
 */
public final class DrainFinishedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final DrainOutcome outcome;

	private final Duration took;

	DrainFinishedEvent(Object source, DrainOutcome outcome, Duration took) {
		super(source);
		this.outcome = outcome;
		this.took = took;
	}

	/**
	 * Returns the worst outcome of all phases.
	 * @return the outcome
	 */
	public DrainOutcome outcome() {
		return this.outcome;
	}

	/**
	 * Returns how long the drain took.
	 * @return the time from its trigger to the end of its last phase
	 */
	public Duration took() {
		return this.took;
	}

}
