/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServerRequest;

/**
 * A session on Netty. What its handler does is not visible, so that its end begins with
 * the end of its messages: the flux that the handler receives completes, as if the client
 * had left. A handler that thereupon completes has done all its work, and the close frame
 * follows its last answer. A handler of the connection is added for this.
 */
final class NettySession extends ChannelDuplexHandler implements OpenSession {

	/** A client has this long to answer a close frame; then its connection is closed. */
	private static final long ANSWER_SECONDS = 5;

	private static final int NO_CODE = -1;

	private final Channel channel;

	private final LongAdder dropped;

	private boolean added;

	private volatile int code;

	private volatile String reason = "";

	private volatile boolean inputEnded;

	/** Set before the close frame is sent by the event loop. */
	private volatile boolean closing;

	private boolean closeSent;

	private boolean closeReceived;

	/** What the server does when the client has answered its close frame. */
	private @Nullable ChannelPromise answered;

	/**
	 * Creates a session.
	 * @param channel its connection
	 * @param dropped counts messages of the client that its handler does not get
	 */
	NettySession(Channel channel, LongAdder dropped) {
		this.channel = channel;
		this.dropped = dropped;
	}

	@Override
	public String path() {
		return (ChannelOperations.get(this.channel) instanceof HttpServerRequest request)
				? SessionPath.of(request.fullPath(), Map.of()) : "unknown";
	}

	@Override
	public @Nullable Handling handling() {
		return null;
	}

	private void add() {
		if (!this.added && this.channel.pipeline().get(NettyPipeline.ReactiveBridge) != null) {
			this.added = true;
			this.channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, "softlanding.websocket", this);
		}
	}

	@Override
	public Attempt close(int code, String reason, Predicate<Handling> despite) {
		if (!this.channel.isActive()) {
			return Attempt.GONE;
		}
		this.code = code;
		this.reason = reason;
		this.inputEnded = true;
		this.channel.eventLoop().execute(this::endInput);
		return Attempt.ENDING;
	}

	private void endInput() {
		add();
		ChannelHandlerContext context = this.channel.pipeline().context(this);
		if (context != null) {
			// Reactor Netty takes every other object for the last one than this constant.
			context.fireChannelRead(new DefaultLastHttpContent());
		}
	}

	@Override
	public boolean isEnding() {
		return this.inputEnded && !this.closing && this.channel.isActive();
	}

	@Override
	public void closeNow() {
		this.closing = true;
		this.channel.eventLoop().execute(() -> {
			ChannelHandlerContext context = this.channel.pipeline().context(this);
			if (context != null && !this.closeSent) {
				sendClose(context, new CloseWebSocketFrame(this.code, this.reason), context.newPromise());
				context.flush();
			}
		});
	}

	private void sendClose(ChannelHandlerContext context, CloseWebSocketFrame frame, ChannelPromise promise) {
		this.closing = true;
		this.closeSent = true;
		ChannelFuture unused = context.write(frame, promise);
		ScheduledFuture<?> timeout = context.executor()
			.schedule(this::closeConnection, ANSWER_SECONDS, TimeUnit.SECONDS);
		this.channel.closeFuture().addListener((closed) -> {
			timeout.cancel(false);
			if (this.answered != null) {
				this.answered.trySuccess();
			}
		});
	}

	private void closeConnection() {
		ChannelFuture unused = this.channel.close();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.closeReceived |= message instanceof CloseWebSocketFrame;
		if (this.closeReceived && this.answered != null) {
			ReferenceCountUtil.release(message);
			this.answered.trySuccess();
		}
		else if (isData(message) && this.inputEnded) {
			ReferenceCountUtil.release(message);
			this.dropped.increment();
		}
		else {
			context.fireChannelRead(message);
		}
	}

	/**
	 * The handler has completed, or its own close frame is sent. After a close frame,
	 * nothing may be sent.
	 */
	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		boolean close = message instanceof CloseWebSocketFrame;
		if (this.closeSent && (close || isData(message))) {
			ReferenceCountUtil.release(message);
			if (close) {
				end(promise);
			}
			else {
				promise.tryFailure(new ClosedChannelException());
			}
		}
		else if (this.inputEnded && message instanceof CloseWebSocketFrame frame) {
			sendClose(context, ofDrain(frame), context.newPromise());
			end(promise);
		}
		else {
			ChannelFuture unused = context.write(message, promise);
		}
	}

	/**
	 * The server closes the connection when its close frame is sent, which is too early.
	 */
	private void end(ChannelPromise promise) {
		if (this.closeReceived) {
			promise.trySuccess();
		}
		else if (this.answered == null) {
			this.answered = promise;
		}
		else {
			this.answered.addListener((answer) -> promise.trySuccess());
		}
	}

	/** Completing the handler was the drain's wish, not the application's. */
	private CloseWebSocketFrame ofDrain(CloseWebSocketFrame frame) {
		int code = frame.statusCode();
		if (code != NO_CODE && code != WebSocketCloseStatus.NORMAL_CLOSURE.code()) {
			return frame;
		}
		frame.release();
		return new CloseWebSocketFrame(this.code, this.reason);
	}

	private static boolean isData(Object message) {
		return message instanceof TextWebSocketFrame || message instanceof BinaryWebSocketFrame
				|| message instanceof ContinuationWebSocketFrame;
	}

}
