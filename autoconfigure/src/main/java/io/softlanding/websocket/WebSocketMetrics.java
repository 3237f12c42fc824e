/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.util.List;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@code softlanding.websocket.open}, {@code softlanding.websocket.closed} and
 * {@code softlanding.websocket.refused}.
 */
final class WebSocketMetrics implements MeterBinder {

	private final List<SessionsStatus> servers;

	WebSocketMetrics(List<SessionsStatus> servers) {
		this.servers = servers;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.servers.forEach((status) -> bind(status, registry));
	}

	private static void bind(SessionsStatus status, MeterRegistry registry) {
		Gauge.builder("softlanding.websocket.open", status, SessionsStatus::open)
			.description("Open WebSocket sessions")
			.register(registry);
		FunctionCounter.builder("softlanding.websocket.closed", status, SessionsStatus::closed)
			.description("WebSocket sessions that a drain has closed")
			.register(registry);
		FunctionCounter.builder("softlanding.websocket.refused", status, SessionsStatus::refused)
			.description("WebSocket sessions that were refused because the instance drains")
			.register(registry);
	}

}
