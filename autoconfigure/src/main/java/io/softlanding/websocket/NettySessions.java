/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.util.AttributeKey;
import io.softlanding.inflight.OpenConnections;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The sessions of Netty: connections that have a codec of WebSocket. Those of RSocket are
 * none: its requests do not end with the input.
 */
final class NettySessions implements OpenSessions {

	private static final AttributeKey<NettySession> SESSION = AttributeKey.valueOf(NettySessions.class, "session");

	private final OpenConnections connections;

	private final LongAdder dropped = new LongAdder();

	private final @Nullable String rsocketPath;

	/**
	 * Creates sessions.
	 * @param connections the connections of the server
	 * @param rsocketPath the path of the RSocket server, if there is one
	 */
	NettySessions(OpenConnections connections, @Nullable String rsocketPath) {
		this.connections = connections;
		this.rsocketPath = rsocketPath;
	}

	@Override
	public boolean addTo(Collection<OpenSession> sessions) {
		return this.connections.forEachOpen((connection) -> {
			if (connection instanceof Channel channel && channel.isActive()
					&& channel.pipeline().get(WebSocketFrameEncoder.class) != null && !isRSocket(channel)) {
				sessions.add(of(channel));
			}
		});
	}

	private boolean isRSocket(Channel channel) {
		return this.rsocketPath != null && ChannelOperations.get(channel) instanceof HttpServerRequest request
				&& request.fullPath().equals(this.rsocketPath);
	}

	@Override
	public long dropped() {
		return this.dropped.sum();
	}

	private NettySession of(Channel channel) {
		NettySession known = channel.attr(SESSION).get();
		if (known != null) {
			return known;
		}
		NettySession session = new NettySession(channel, this.dropped);
		NettySession other = channel.attr(SESSION).setIfAbsent(session);
		return (other != null) ? other : session;
	}

}
