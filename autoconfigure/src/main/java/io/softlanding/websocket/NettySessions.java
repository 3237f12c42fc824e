/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.util.AttributeKey;
import io.softlanding.inflight.OpenConnections;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The sessions of Netty: connections that have a codec of WebSocket. What their handlers
 * do with a message is not visible.
 */
final class NettySessions implements OpenSessions {

	/** A client has this long to answer a close frame; then its connection is closed. */
	private static final long ANSWER_SECONDS = 5;

	private static final AttributeKey<Boolean> CLOSING = AttributeKey.valueOf(NettySessions.class, "closing");

	private final OpenConnections connections;

	NettySessions(OpenConnections connections) {
		this.connections = connections;
	}

	@Override
	public boolean addTo(Collection<OpenSession> sessions) {
		return this.connections.forEachOpen((connection) -> {
			if (connection instanceof Channel channel && channel.isActive()
					&& channel.pipeline().get(WebSocketFrameEncoder.class) != null) {
				sessions.add(new Connection(channel));
			}
		});
	}

	/**
	 * A connection.
	 *
	 * @param channel its channel
	 */
	private record Connection(Channel channel) implements OpenSession {

		@Override
		public String path() {
			return (ChannelOperations.get(this.channel) instanceof HttpServerRequest request)
					? SessionPath.of(request.fullPath(), Map.of()) : "unknown";
		}

		@Override
		public @Nullable Handling handling() {
			return null;
		}

		/**
		 * The connection stays open for the client's answer, and for what it has sent.
		 */
		@Override
		public Attempt close(int code, String reason, Predicate<Handling> despite) {
			if (this.channel.attr(CLOSING).setIfAbsent(true) == null) {
				this.channel.writeAndFlush(new CloseWebSocketFrame(code, reason))
					.addListener((ChannelFuture sent) -> closeLater());
			}
			return Attempt.CLOSED;
		}

		private void closeNow() {
			ChannelFuture unused = this.channel.close();
		}

		private void closeLater() {
			ScheduledFuture<?> closing = this.channel.eventLoop()
				.schedule(this::closeNow, ANSWER_SECONDS, TimeUnit.SECONDS);
			this.channel.closeFuture().addListener((closed) -> closing.cancel(false));
		}

	}

}
