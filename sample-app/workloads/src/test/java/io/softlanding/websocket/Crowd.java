/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;

/**
 * Many clients in two threads. Each connects to the first port, and to the second one as
 * soon as its session has ended.
 */
final class Crowd implements AutoCloseable {

	private static final int CONNECTING = 100;

	private static final int ABNORMAL = 1006;

	private final NioEventLoopGroup threads = new NioEventLoopGroup(2);

	private final Semaphore connecting = new Semaphore(CONNECTING);

	private final URI first;

	private final URI second;

	private final AtomicInteger open = new AtomicInteger();

	private final Map<Integer, LongAdder> ends = new ConcurrentHashMap<>();

	private final ConcurrentLinkedQueue<Long> reconnects = new ConcurrentLinkedQueue<>();

	private volatile boolean closed;

	Crowd(int first, int second, String path) {
		this.first = URI.create("ws://localhost:" + first + path);
		this.second = URI.create("ws://localhost:" + second + path);
	}

	/** Connects clients to the first port. */
	void connect(int clients) throws InterruptedException {
		for (int i = 0; i < clients; i++) {
			if (!this.connecting.tryAcquire(60, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Only " + this.open + " sessions are open");
			}
			connect(this.first);
		}
	}

	private void connect(URI uri) {
		new Bootstrap().group(this.threads).channel(NioSocketChannel.class).handler(new ChannelInitializer<Channel>() {
			@Override
			protected void initChannel(Channel channel) {
				channel.pipeline()
					.addLast(new HttpClientCodec(), new HttpObjectAggregator(8192),
							new WebSocketClientProtocolHandler(WebSocketClientProtocolConfig.newBuilder()
								.webSocketUri(uri)
								.handleCloseFrames(false)
								.handshakeTimeoutMillis(60_000)
								.build()),
							new Session(uri));
			}
		}).connect(uri.getHost(), uri.getPort()).addListener((ChannelFuture connected) -> {
			if (!connected.isSuccess()) {
				again();
			}
		});
	}

	private void again() {
		if (!this.closed) {
			this.threads.schedule(() -> connect(this.second), 50, TimeUnit.MILLISECONDS);
		}
	}

	/** Returns how many sessions with the first port are open. */
	int open() {
		return this.open.get();
	}

	int reconnected() {
		return this.reconnects.size();
	}

	/** Returns how many sessions with the first port have ended, by status code. */
	Map<Integer, Long> ends() {
		Map<Integer, Long> ends = new TreeMap<>();
		this.ends.forEach((code, count) -> ends.put(code, count.sum()));
		return ends;
	}

	/** Returns the highest number of new sessions with the second port in a second. */
	int mostReconnectsPerSecond() {
		List<Long> times = this.reconnects.stream().sorted().toList();
		Map<Long, Integer> bins = new TreeMap<>();
		times.forEach((time) -> bins.merge((time - times.get(0)) / 1_000_000_000L, 1, Integer::sum));
		return bins.values().stream().mapToInt(Integer::intValue).max().orElse(0);
	}

	/** Returns the time between the first and the last new session. */
	double seconds() {
		List<Long> times = this.reconnects.stream().sorted().toList();
		return times.isEmpty() ? 0 : (times.get(times.size() - 1) - times.get(0)) / 1e9;
	}

	@Override
	public void close() {
		this.closed = true;
		this.threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	/** One connection. */
	private final class Session extends SimpleChannelInboundHandler<Object> {

		private final URI uri;

		private boolean established;

		private int code = ABNORMAL;

		Session(URI uri) {
			this.uri = uri;
		}

		private boolean isFirst() {
			return this.uri == Crowd.this.first;
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event != ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
				return;
			}
			this.established = true;
			if (isFirst()) {
				Crowd.this.open.incrementAndGet();
				Crowd.this.connecting.release();
			}
			else {
				Crowd.this.reconnects.add(System.nanoTime());
			}
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, Object message) {
			if (message instanceof CloseWebSocketFrame close && this.code == ABNORMAL) {
				this.code = close.statusCode();
				context.writeAndFlush(new CloseWebSocketFrame(this.code, "")).addListener(ChannelFutureListener.CLOSE);
			}
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			if (Crowd.this.closed) {
				return;
			}
			if (isFirst() && this.established) {
				Crowd.this.open.decrementAndGet();
				Crowd.this.ends.computeIfAbsent(this.code, (code) -> new LongAdder()).increment();
				connect(Crowd.this.second);
			}
			else {
				again();
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

}
