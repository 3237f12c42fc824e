/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;

/**
 * Where clients open a WebSocket.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class OrderSocketConfiguration implements WebSocketConfigurer {

	private final OrderSocket socket;

	OrderSocketConfiguration(OrderSocket socket) {
		this.socket = socket;
	}

	@Override
	public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
		registry.addHandler(this.socket.handler(), "/updates");
	}

}
