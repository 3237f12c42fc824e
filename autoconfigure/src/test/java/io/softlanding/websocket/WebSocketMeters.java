/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * The meters of an application with WebSocket sessions.
 */
public class WebSocketMeters implements MeterBinder {

	private final SessionsStatus status = new SessionsStatus(List.of(), null);

	@Override
	public void bindTo(MeterRegistry registry) {
		new WebSocketMetrics(this.status).bindTo(registry);
	}

}
