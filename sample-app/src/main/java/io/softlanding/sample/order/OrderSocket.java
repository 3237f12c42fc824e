/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/**
 * The open WebSocket sessions, each of which gets every change of an order. A drain
 * closes them; a client connects again by itself, then to an instance that stays.
 */
@Component
class OrderSocket {

	private static final Logger logger = LoggerFactory.getLogger(OrderSocket.class);

	private static final int SEND_LIMIT_MILLIS = 5000;

	private static final int BUFFER_LIMIT_BYTES = 64 * 1024;

	private final Map<String, WebSocketSession> sessions = new ConcurrentHashMap<>();

	WebSocketHandler handler() {
		return new TextWebSocketHandler() {

			@Override
			public void afterConnectionEstablished(WebSocketSession session) {
				OrderSocket.this.sessions.put(session.getId(),
						new ConcurrentWebSocketSessionDecorator(session, SEND_LIMIT_MILLIS, BUFFER_LIMIT_BYTES));
			}

			@Override
			public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
				OrderSocket.this.sessions.remove(session.getId());
			}

		};
	}

	@Async
	@TransactionalEventListener
	public void publish(OrderChanged event) {
		TextMessage message = new TextMessage(OrderJson.of(event.order()));
		this.sessions.values().forEach((session) -> send(session, message));
	}

	/** The client connects again, and sees the orders as they are then. */
	private static void close(WebSocketSession session) {
		try {
			session.close(CloseStatus.SESSION_NOT_RELIABLE);
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The session is closed already", ex);
		}
	}

	private void send(WebSocketSession session, TextMessage message) {
		try {
			session.sendMessage(message);
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("A client has left, or reads too slowly", ex);
			close(session);
		}
	}

}
