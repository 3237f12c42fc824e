/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;
import reactor.util.context.Context;

/**
 * A request that Netty serves: between its server and the handler, whose end is the end
 * of the response. A request ends when its last byte was sent or its connection is gone;
 * one whose connection was upgraded ends with its handler, because the server would speak
 * of the end of the WebSocket.
 */
final class NettyRequest implements CoreSubscriber<Void>, Subscription, ServerResponse {

	private final InFlightRequest inFlight;

	private final InFlightRequests requests;

	private final Channel channel;

	private final HttpServerResponse response;

	private final CoreSubscriber<? super Void> server;

	private final AtomicBoolean done = new AtomicBoolean();

	private volatile @Nullable Subscription handler;

	private NettyRequest(InFlightRequest inFlight, InFlightRequests requests, Channel channel,
			HttpServerResponse response, CoreSubscriber<? super Void> server) {
		this.inFlight = inFlight;
		this.requests = requests;
		this.channel = channel;
		this.response = response;
		this.server = server;
	}

	/**
	 * Has a handler serve a request.
	 * @return the end of the handler, or of the response where that is ended earlier
	 */
	static Mono<Void> serve(Mono<Void> handler, InFlightRequest inFlight, InFlightRequests requests,
			Connection connection, HttpServerResponse response) {
		return Mono.fromDirect((subscriber) -> {
			NettyRequest request = new NettyRequest(inFlight, requests, connection.channel(), response,
					(CoreSubscriber<? super Void>) subscriber);
			inFlight.response(request);
			// After that: a drain that begins meanwhile finds it, or is found.
			if (requests.draining()) {
				request.announce();
			}
			Runnable ended = () -> requests.finish(inFlight);
			connection.onTerminate().subscribe(null, (ex) -> ended.run(), ended);
			// A handler that blocks does it here, and one that closes the context is
			// known.
			inFlight.attach();
			try {
				handler.subscribe(request);
			}
			finally {
				inFlight.detach();
			}
		});
	}

	@Override
	public Context currentContext() {
		return this.server.currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.handler = subscription;
		this.server.onSubscribe(this);
	}

	@Override
	public void onNext(Void unused) {
		// There is nothing to hand on.
	}

	@Override
	public void onError(Throwable ex) {
		handlerEnded();
		if (this.done.compareAndSet(false, true)) {
			this.server.onError(ex);
		}
	}

	@Override
	public void onComplete() {
		handlerEnded();
		if (this.done.compareAndSet(false, true)) {
			this.server.onComplete();
		}
	}

	private void handlerEnded() {
		if (this.response.isWebsocket()) {
			this.requests.finish(this.inFlight);
		}
	}

	@Override
	public void request(long n) {
		Subscription handler = this.handler;
		if (handler != null) {
			handler.request(n);
		}
	}

	@Override
	public void cancel() {
		handlerEnded();
		Subscription handler = this.handler;
		if (handler != null) {
			handler.cancel();
		}
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
		NettyWrites.watch(this.channel, this.requests, this.response).end(isEvents(), this::complete);
	}

	private void complete() {
		if (this.done.compareAndSet(false, true)) {
			Subscription handler = this.handler;
			if (handler != null) {
				handler.cancel();
			}
			this.server.onComplete();
		}
	}

}
