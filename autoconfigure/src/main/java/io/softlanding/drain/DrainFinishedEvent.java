/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;

import io.softlanding.process.BoundedWait;
import io.softlanding.process.DrainLog;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;

/**
 * Published after the last phase, before beans are destroyed. The context continues to
 * close after at most half a second, even if a listener has not returned.
 *
 * @since 0.1
 */
public final class DrainFinishedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	/** How long listeners may delay the close. */
	private static final Duration LONGEST = Duration.ofMillis(500);

	private final DrainOutcome outcome;

	private final Duration took;

	DrainFinishedEvent(Object source, DrainOutcome outcome, Duration took) {
		super(source);
		this.outcome = outcome;
		this.took = took;
	}

	static void publish(ApplicationContext context, Drain drain, DrainLog log) {
		BoundedWait.briefly("finished-event", LONGEST, () -> {
			try {
				context.publishEvent(new DrainFinishedEvent(context, drain.outcome(), drain.took()));
			}
			catch (RuntimeException | Error ex) {
				log.write((logger) -> logger.warn("A listener of DrainFinishedEvent failed", ex));
			}
		});
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
