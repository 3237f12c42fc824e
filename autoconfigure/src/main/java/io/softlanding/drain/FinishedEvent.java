/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;

import io.softlanding.process.DrainLog;
import io.softlanding.process.Waiting;

import org.springframework.context.ApplicationContext;

/**
 * Publishes the {@link DrainFinishedEvent}. A listener that hangs or fails does not keep
 * the process.
 */
final class FinishedEvent {

	private static final Duration PATIENCE = Duration.ofMillis(500);

	private final ApplicationContext context;

	private final DrainLog log;

	FinishedEvent(ApplicationContext context, DrainLog log) {
		this.context = context;
		this.log = log;
	}

	void publish(Drain drain) {
		Waiting.briefly("finished-event", PATIENCE, () -> {
			try {
				this.context.publishEvent(new DrainFinishedEvent(this.context, drain.outcome(), drain.took()));
			}
			catch (RuntimeException | Error ex) {
				this.log.write((logger) -> logger.warn("A listener of DrainFinishedEvent failed", ex));
			}
		});
	}

}
