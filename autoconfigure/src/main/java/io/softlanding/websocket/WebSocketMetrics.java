/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@code softlanding.websocket.open}, {@code softlanding.websocket.closed} and
 * {@code softlanding.websocket.refused}.
 */
final class WebSocketMetrics implements MeterBinder {

	private final SessionsStatus status;

	WebSocketMetrics(SessionsStatus status) {
		this.status = status;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("softlanding.websocket.open", this.status, SessionsStatus::open)
			.description("Open WebSocket sessions")
			.register(registry);
		FunctionCounter.builder("softlanding.websocket.closed", this.status, SessionsStatus::closed)
			.description("WebSocket sessions that a drain has closed")
			.register(registry);
		FunctionCounter.builder("softlanding.websocket.refused", this.status, SessionsStatus::refused)
			.description("WebSocket sessions that were refused because the instance drains")
			.register(registry);
	}

}
