/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.Ordered;

/**
 * Hears of the start and the close of an application before its own listeners do, on the
 * thread that publishes the event: the close has to wait for the front half, whatever the
 * application does with its other events.
 */
interface EarlyListener extends SmartApplicationListener {

	@Override
	default boolean supportsEventType(Class<? extends ApplicationEvent> eventType) {
		return ContextClosedEvent.class.isAssignableFrom(eventType)
				|| ApplicationStartedEvent.class.isAssignableFrom(eventType)
				|| ApplicationReadyEvent.class.isAssignableFrom(eventType);
	}

	@Override
	default boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	default int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
