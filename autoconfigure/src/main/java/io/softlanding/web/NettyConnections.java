/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * The connections of the embedded Netty. To Netty the stop of a server is the end of its
 * accept socket: after a drain those that are left end here, right after Spring has
 * stopped the server, and not when their event loops end, which may be never.
 */
final class NettyConnections implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(NettyConnections.class);

	/** Spring Boot stops the web server in the phase before. */
	private static final int AFTER_SERVER = DEFAULT_PHASE - 2049;

	/** Enough but for a connection whose event loop is blocked. */
	private static final Duration TO_CLOSE = Duration.ofMillis(500);

	/** What a request may take to cross the first GOAWAY. */
	private static final Duration CROSSING = Duration.ofSeconds(1);

	/** On connections whose clients were told to go. */
	private static final AttributeKey<Boolean> TOLD = AttributeKey.valueOf(NettyConnections.class, "told");

	private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	/** Whether clients of HTTP/2 were told to go. */
	private volatile boolean leaving;

	private volatile boolean ending;

	/** Connections whose clients do not know yet which stream was the last. */
	private final Set<Channel> crossing = ConcurrentHashMap.newKeySet();

	void add(Channel connection) {
		this.open.add(connection);
	}

	/**
	 * Tells clients of HTTP/2, who know no {@code Connection: close}, to open new streams
	 * elsewhere: first without saying which stream is the last, because some may be on
	 * their way, and a second later with it (RFC 9113, 6.8). Netty closes their
	 * connections then, when the open streams have ended.
	 * @return how many were told
	 */
	int sayGoAway() {
		// First: a client that begins after the look is told with its first request.
		this.leaving = true;
		int told = 0;
		for (Channel connection : this.open) {
			if (http2(connection) != null) {
				sayGoAway(connection);
				told++;
			}
		}
		return told;
	}

	/**
	 * Tells a client that had not spoken HTTP/2 yet when the others were told. The
	 * request that has come is served.
	 */
	void requested(Channel stream) {
		Channel connection = stream.parent();
		if (this.leaving && connection != null && http2(connection) != null) {
			sayGoAway(connection);
		}
	}

	/** Whether clients were told to go and not yet which stream was the last. */
	boolean crossing() {
		return !this.crossing.isEmpty();
	}

	void forEach(Consumer<Channel> action) {
		this.open.forEach(action);
	}

	private void sayGoAway(Channel connection) {
		if (connection.attr(TOLD).setIfAbsent(true) != null) {
			return;
		}
		this.crossing.add(connection);
		connection.closeFuture().addListener((closed) -> this.crossing.remove(connection));
		connection.writeAndFlush(goAway().setExtraStreamIds(Integer.MAX_VALUE)).addListener(NettyConnections::note);
		connection.eventLoop().schedule(() -> {
			connection.writeAndFlush(goAway())
				.addListener(NettyConnections::note)
				.addListener((told) -> this.crossing.remove(connection));
			connection.close().addListener(NettyConnections::note);
		}, CROSSING.toNanos(), TimeUnit.NANOSECONDS).addListener(NettyConnections::note);
	}

	private static Http2GoAwayFrame goAway() {
		return new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR);
	}

	/** What is left when Spring has stopped the server has no future. */
	void endWithServer() {
		this.ending = true;
	}

	@Override
	public void stop() {
		this.ending = false;
		for (Channel connection : this.open) {
			end(connection).addListener(NettyConnections::note);
		}
		try {
			this.open.newCloseFuture().await(TO_CLOSE.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		// A client that does not read never takes the last frame.
		this.open.close().addListener(NettyConnections::note);
	}

	static void note(Future<?> end) {
		if (!end.isSuccess()) {
			logger.debug("A connection could not be ended", end.cause());
		}
	}

	/** A WebSocket is told why, and HTTP/2 does not wait for its streams any longer. */
	private static ChannelFuture end(Channel connection) {
		if (connection.pipeline().get(WebSocketFrameEncoder.class) != null) {
			return connection.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE))
				.addListener(ChannelFutureListener.CLOSE);
		}
		ChannelHandlerContext http2 = http2(connection);
		return (http2 != null) ? http2.close() : connection.close();
	}

	private static @Nullable ChannelHandlerContext http2(Channel connection) {
		return connection.pipeline().context(Http2ConnectionHandler.class);
	}

	@Override
	public void start() {
		// Connections come by themselves.
	}

	/**
	 * Whether there is anything to stop: without a drain everything is left to Spring.
	 */
	@Override
	public boolean isRunning() {
		return this.ending;
	}

	@Override
	public boolean isAutoStartup() {
		return false;
	}

	/** Framework 7, unknown to 6.2. */
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return AFTER_SERVER;
	}

}
