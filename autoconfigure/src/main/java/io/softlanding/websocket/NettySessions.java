/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.util.Collection;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.util.AttributeKey;
import io.softlanding.inflight.OpenConnections;

/**
 * The sessions of Netty: connections that have a codec of WebSocket.
 */
final class NettySessions implements OpenSessions {

	private static final AttributeKey<NettySession> SESSION = AttributeKey.valueOf(NettySessions.class, "session");

	private final OpenConnections connections;

	NettySessions(OpenConnections connections) {
		this.connections = connections;
	}

	@Override
	public boolean addTo(Collection<OpenSession> sessions) {
		return this.connections.forEachOpen((connection) -> {
			if (connection instanceof Channel channel && channel.isActive()
					&& channel.pipeline().get(WebSocketFrameEncoder.class) != null) {
				sessions.add(of(channel));
			}
		});
	}

	private static NettySession of(Channel channel) {
		NettySession known = channel.attr(SESSION).get();
		if (known != null) {
			return known;
		}
		NettySession session = new NettySession(channel);
		NettySession other = channel.attr(SESSION).setIfAbsent(session);
		return (other != null) ? other : session;
	}

}
