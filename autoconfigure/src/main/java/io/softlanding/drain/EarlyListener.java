/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
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
				|| ApplicationReadyEvent.class.isAssignableFrom(eventType)
				|| AvailabilityChangeEvent.class.isAssignableFrom(eventType);
	}

	@Override
	default boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	default int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	/**
	 * Whether an event tells that its context is being closed. One with a web server
	 * refuses traffic before Spring publishes {@link ContextClosedEvent}, so that the
	 * front half can still do that earlier.
	 */
	static boolean isClose(ApplicationEvent event) {
		return event instanceof ContextClosedEvent || event instanceof AvailabilityChangeEvent<?> change
				&& change.getState() == ReadinessState.REFUSING_TRAFFIC
				&& StackWalker.getInstance()
					.walk((frames) -> frames.anyMatch((frame) -> frame.getMethodName().equals("doClose")
							&& frame.getClassName().endsWith("WebServerApplicationContext")));
	}

}
