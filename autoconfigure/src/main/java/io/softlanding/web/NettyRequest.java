/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A request that Netty serves, which can be ended before its handler ends. A request ends
 * when its last byte was sent or its connection is gone; one whose connection was
 * upgraded to a WebSocket ends with its handler.
 */
final class NettyRequest implements InFlightRequest.Response {

	private final InFlightRequests requests;

	private final Channel channel;

	private final HttpServerResponse response;

	private final Sinks.Empty<Void> end = Sinks.empty();

	private NettyRequest(InFlightRequests requests, Channel channel, HttpServerResponse response) {
		this.requests = requests;
		this.channel = channel;
		this.response = response;
	}

	/** Returns the end of the handler, or of the response where that is ended earlier. */
	static Mono<Void> serve(Mono<Void> handler, InFlightRequest inFlight, InFlightRequests requests,
			Connection connection, HttpServerResponse response) {
		return Mono.fromDirect((subscriber) -> {
			NettyRequest request = new NettyRequest(requests, connection.channel(), response);
			inFlight.response(request);
			// After that: a drain that begins meanwhile finds it, or is found.
			if (requests.draining()) {
				request.announce();
			}
			Runnable ended = () -> requests.finish(inFlight);
			connection.onTerminate().subscribe(null, (ex) -> ended.run(), ended);
			Runnable handlerEnded = () -> {
				if (response.isWebsocket()) {
					ended.run();
				}
			};
			Mono<Void> served = handler.doOnTerminate(handlerEnded)
				.doOnCancel(handlerEnded)
				.takeUntilOther(request.end.asMono());
			// A handler that blocks does it here, and one that closes the context is
			// known.
			inFlight.attach();
			try {
				served.subscribe((CoreSubscriber<? super Void>) subscriber);
			}
			finally {
				inFlight.detach();
			}
		});
	}

	@Override
	public void announce() {
		NettyWrites.watch(this.channel, this.requests, this.response);
	}

	@Override
	public boolean isEvents() {
		return Arrivals.isEvents(contentType());
	}

	/** What Spring WebFlux writes item by item. */
	@Override
	public boolean isEndable() {
		String contentType = contentType();
		return contentType != null && (Arrivals.isEvents(contentType) || contentType.contains("ndjson")
				|| contentType.contains("stream+json"));
	}

	/** One that has a length was written as a whole. */
	private @Nullable String contentType() {
		return (this.response.hasSentHeaders()
				&& !this.response.responseHeaders().contains(HttpHeaderNames.CONTENT_LENGTH))
						? this.response.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE) : null;
	}

	@Override
	public void end() {
		NettyWrites.watch(this.channel, this.requests, this.response).end(isEvents(), this.end::tryEmitEmpty);
	}

}
