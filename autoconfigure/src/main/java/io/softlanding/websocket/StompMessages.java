/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.support.AbstractMessageChannel;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketTransportRegistration;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;

/**
 * Messages of STOMP sessions, which Spring hands over to executors: from the hand-over
 * until every handler has returned, and until an answer was passed to the connection.
 */
final class StompMessages implements HandedOver, WebSocketMessageBrokerConfigurer, ExecutorChannelInterceptor, Ordered {

	/** What runs or waits for one session. Guarded by itself. */
	private static final class Messages {

		/** How many messages of the client are not handled yet, and since when. */
		private int received;

		private long receivedNanos;

		/** When the messages were begun that are not sent to the client yet. */
		private final Deque<Long> sends = new ArrayDeque<>(1);

		private final List<Thread> threads = new ArrayList<>(1);

	}

	private final NanoClock clock;

	/** By Spring's id of the session. */
	private final Map<String, Messages> messages = new ConcurrentHashMap<>();

	/** Spring's id by the session of the server. */
	private final Map<Object, String> ids = new ConcurrentHashMap<>();

	StompMessages(NanoClock clock) {
		this.clock = clock;
	}

	/** Before other interceptors: what they refuse to handle is not missed. */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void configureClientInboundChannel(ChannelRegistration registration) {
		registration.interceptors(this);
	}

	@Override
	public void configureClientOutboundChannel(ChannelRegistration registration) {
		registration.interceptors(this);
	}

	@Override
	public void configureWebSocketTransport(WebSocketTransportRegistration registration) {
		registration.addDecoratorFactory(Known::new);
	}

	@Override
	public OpenSession.@Nullable Handling handling(Object session) {
		String id = this.ids.get(session);
		Messages messages = (id != null) ? this.messages.get(id) : null;
		if (messages == null) {
			return null;
		}
		synchronized (messages) {
			boolean sends = messages.received == 0;
			Long since = sends ? messages.sends.peekFirst() : Long.valueOf(messages.receivedNanos);
			return (since == null) ? null
					: new OpenSession.Handling(
							messages.threads.isEmpty() ? "none (waiting for a thread)"
									: messages.threads.get(0).getName(),
							Duration.ofNanos(this.clock.nanoTime() - since), sends);
		}
	}

	@Override
	public Message<?> preSend(Message<?> message, MessageChannel channel) {
		add(message, channel, handlers(channel));
		return message;
	}

	@Override
	public void afterSendCompletion(Message<?> message, MessageChannel channel, boolean sent, @Nullable Exception ex) {
		if (!sent) {
			add(message, channel, -handlers(channel));
		}
	}

	@Override
	public Message<?> beforeHandle(Message<?> message, MessageChannel channel, MessageHandler handler) {
		Messages messages = of(message);
		if (messages != null) {
			synchronized (messages) {
				messages.threads.add(Thread.currentThread());
			}
		}
		return message;
	}

	@Override
	public void afterMessageHandled(Message<?> message, MessageChannel channel, MessageHandler handler,
			@Nullable Exception ex) {
		Messages messages = of(message);
		if (messages != null) {
			synchronized (messages) {
				messages.threads.remove(Thread.currentThread());
			}
		}
		add(message, channel, -1);
	}

	private @Nullable Messages of(Message<?> message) {
		String id = SimpMessageHeaderAccessor.getSessionId(message.getHeaders());
		return (id != null) ? this.messages.get(id) : null;
	}

	/** A message is passed to each handler. */
	private static int handlers(MessageChannel channel) {
		return (channel instanceof ExecutorSubscribableChannel known) ? known.getSubscribers().size() : 0;
	}

	private static boolean isToClient(MessageChannel channel) {
		return channel instanceof AbstractMessageChannel known && "clientOutboundChannel".equals(known.getBeanName());
	}

	private void add(Message<?> message, MessageChannel channel, int count) {
		String id = SimpMessageHeaderAccessor.getSessionId(message.getHeaders());
		if (id == null || count == 0) {
			return;
		}
		this.messages.compute(id, (key, known) -> {
			Messages messages = (known != null) ? known : new Messages();
			synchronized (messages) {
				if (isToClient(channel)) {
					for (int i = 0; i < count; i++) {
						messages.sends.add(this.clock.nanoTime());
					}
					for (int i = count; i < 0; i++) {
						messages.sends.poll();
					}
				}
				else {
					if (messages.received == 0) {
						messages.receivedNanos = this.clock.nanoTime();
					}
					messages.received = Math.max(0, messages.received + count);
				}
				return (messages.received > 0 || !messages.sends.isEmpty()) ? messages : null;
			}
		});
	}

	/** Notes to which session of the server a session of Spring belongs. */
	private final class Known extends WebSocketHandlerDecorator {

		Known(WebSocketHandler handler) {
			super(handler);
		}

		@Override
		public void afterConnectionEstablished(WebSocketSession session) throws Exception {
			Object known = known(session);
			if (known != null) {
				StompMessages.this.ids.put(known, session.getId());
			}
			super.afterConnectionEstablished(session);
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) throws Exception {
			Object known = known(session);
			if (known != null) {
				StompMessages.this.ids.remove(known);
			}
			try {
				super.afterConnectionClosed(session, status);
			}
			finally {
				StompMessages.this.messages.remove(session.getId());
			}
		}

		private @Nullable Object known(WebSocketSession session) {
			return (WebSocketSessionDecorator.unwrap(session) instanceof NativeWebSocketSession known)
					? known.getNativeSession() : null;
		}

	}

}
