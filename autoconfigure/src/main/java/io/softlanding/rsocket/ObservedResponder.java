/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rsocket;

import java.util.function.Function;
import java.util.function.Supplier;

import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.util.RSocketProxy;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Counts what a client asks for, and passes it on unchanged.
 */
final class ObservedResponder extends RSocketProxy {

	private static final String FIRE_AND_FORGET = "fire-and-forget";

	private final Connection connection;

	ObservedResponder(RSocket responder, Connection connection) {
		super(responder);
		this.connection = connection;
	}

	@Override
	public Mono<Void> fireAndForget(Payload payload) {
		return mono(FIRE_AND_FORGET, payload, super::fireAndForget);
	}

	@Override
	public Mono<Payload> requestResponse(Payload payload) {
		return mono("request-response", payload, super::requestResponse);
	}

	@Override
	public Flux<Payload> requestStream(Payload payload) {
		Interaction stream = this.connection.begin("request-stream", true, true, route(payload));
		if (stream == null) {
			payload.release();
			return Flux.error(Connection.refused());
		}
		return flux(stream, () -> super.requestStream(payload));
	}

	@Override
	public Flux<Payload> requestChannel(Publisher<Payload> payloads) {
		Interaction channel = this.connection.begin("request-channel", true, true, null);
		if (channel == null) {
			return Flux.from(payloads).doOnNext(Payload::release).take(1).thenMany(Flux.error(Connection.refused()));
		}
		return flux(channel, () -> super.requestChannel(Flux.from(payloads).doOnNext((payload) -> {
			if (!channel.hasRoute()) {
				channel.route(route(payload));
			}
		})));
	}

	private Flux<Payload> flux(Interaction stream, Supplier<Flux<Payload>> responder) {
		try {
			return stream.endable(responder.get()).doFinally(stream::finish);
		}
		catch (RuntimeException | Error ex) {
			stream.finish(null);
			throw ex;
		}
	}

	private <T> Mono<T> mono(String type, Payload payload, Function<Payload, Mono<T>> responder) {
		Interaction request = this.connection.begin(type, false, !type.equals(FIRE_AND_FORGET), route(payload));
		if (request == null) {
			payload.release();
			return Mono.error(Connection.refused());
		}
		try {
			return responder.apply(payload).doFinally(request::finish);
		}
		catch (RuntimeException | Error ex) {
			request.finish(null);
			throw ex;
		}
	}

	private String route(Payload payload) {
		return Routes.of(payload, this.connection.metadataMimeType());
	}

}
