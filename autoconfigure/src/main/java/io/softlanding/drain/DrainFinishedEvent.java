/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;

import org.springframework.context.ApplicationEvent;

/**
 * Published after the last phase, before beans are destroyed. The context continues to
 * close after at most half a second, even if a listener has not returned.
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
	 * Returns the duration of the drain.
	 * @return the time from the trigger to the end of the last phase
	 */
	public Duration took() {
		return this.took;
	}

}
