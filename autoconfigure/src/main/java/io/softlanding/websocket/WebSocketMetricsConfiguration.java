/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Metrics of WebSocket sessions.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(MeterBinder.class)
class WebSocketMetricsConfiguration {

	@Bean
	WebSocketMetrics softlandingWebSocketMetrics(SessionsParticipant participant) {
		return new WebSocketMetrics(participant.status());
	}

}
