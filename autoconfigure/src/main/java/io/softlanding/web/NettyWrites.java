/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerResponse;

/**
 * What is written to a connection while the instance drains: responses of HTTP/1.x are
 * told to close it, and streams of events are ended only where an event ends, that is at
 * an empty line.
 */
final class NettyWrites extends ChannelOutboundHandlerAdapter {

	private static final String NAME = "softlanding.writes";

	private static final int LATEST = 4;

	private final InFlightRequests requests;

	private final Channel channel;

	private final boolean http1;

	/** The last bytes. What has not begun may end, as after an empty line. */
	private int latest = 0x0A0A;

	private @Nullable Runnable end;

	private NettyWrites(InFlightRequests requests, Channel channel, boolean http1) {
		this.requests = requests;
		this.channel = channel;
		this.http1 = http1;
	}

	/** Watches a connection, if that is not done yet. */
	static NettyWrites watch(Channel channel, InFlightRequests requests, HttpServerResponse response) {
		synchronized (channel) {
			ChannelPipeline pipeline = channel.pipeline();
			ChannelHandler known = pipeline.get(NAME);
			if (known instanceof NettyWrites writes) {
				return writes;
			}
			NettyWrites writes = new NettyWrites(requests, channel, response.version().majorVersion() == 1);
			if (pipeline.context(NettyPipeline.ReactiveBridge) != null) {
				pipeline.addBefore(NettyPipeline.ReactiveBridge, NAME, writes);
			}
			else {
				pipeline.addLast(NAME, writes);
			}
			return writes;
		}
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
		if (message instanceof HttpResponse response) {
			this.latest = 0x0A0A;
			if (this.http1 && this.requests.draining()
					&& response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
				response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
			}
		}
		if (message instanceof ByteBuf content) {
			note(content);
		}
		else if (message instanceof ByteBufHolder holder) {
			note(holder.content());
		}
		super.write(context, message, promise);
		if (this.end != null && atBoundary()) {
			// Not from inside the write of the one who is ended.
			this.channel.eventLoop().execute(this::endAtBoundary);
		}
	}

	private void note(ByteBuf content) {
		int last = content.writerIndex();
		for (int i = Math.max(content.readerIndex(), last - LATEST); i < last; i++) {
			this.latest = this.latest << Byte.SIZE | Byte.toUnsignedInt(content.getByte(i));
		}
	}

	/**
	 * Ends what is being written.
	 * @param events whether that has to be between two events
	 * @param end ends it, on the thread of the connection
	 */
	void end(boolean events, Runnable end) {
		this.channel.eventLoop().execute(() -> {
			if (events) {
				this.end = end;
				endAtBoundary();
			}
			else {
				end.run();
			}
		});
	}

	private void endAtBoundary() {
		Runnable end = this.end;
		if (end != null && atBoundary()) {
			this.end = null;
			end.run();
		}
	}

	/** Lines end with LF, CR or both. */
	private boolean atBoundary() {
		int two = this.latest & 0xFFFF;
		return two == 0x0A0A || two == 0x0D0D || this.latest == 0x0D0A0D0A;
	}

}
