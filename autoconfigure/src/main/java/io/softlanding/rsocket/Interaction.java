/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rsocket;

import io.softlanding.inflight.ServedRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;

/**
 * A request, stream or channel of a client from its first frame until its publisher has
 * ended.
 */
final class Interaction implements ServedRequest {

	private final Connection connection;

	private final String type;

	private final long startNanos;

	private final Sinks.@Nullable Empty<Void> end;

	private volatile @Nullable String route;

	private volatile @Nullable Throwable reason;

	private volatile boolean ended;

	Interaction(Connection connection, String type, @Nullable String route, boolean stream, long startNanos) {
		this.connection = connection;
		this.type = type;
		this.route = route;
		this.startNanos = startNanos;
		this.end = stream ? Sinks.empty() : null;
	}

	/** Has a stream cancelled, and fail for its client, when the drain ends it. */
	<T> Flux<T> endable(Flux<T> flux) {
		return (this.end == null) ? flux : flux.takeUntilOther(this.end.asMono()).concatWith(Flux.defer(() -> {
			Throwable reason = this.reason;
			return (reason != null) ? Flux.error(reason) : Flux.empty();
		}));
	}

	/** Ends a stream in the name of the drain. Its client gets the error. */
	boolean end(Throwable reason) {
		if (this.end == null || this.ended || this.reason != null) {
			return false;
		}
		this.reason = reason;
		return this.end.tryEmitEmpty().isSuccess();
	}

	/** Its publisher has ended, or its client has cancelled it or is gone. */
	void finish(@Nullable SignalType signal) {
		this.connection.ended(this, signal == SignalType.CANCEL);
	}

	/** Called once, by the connection. */
	void over() {
		this.ended = true;
	}

	void route(String route) {
		this.route = route;
	}

	boolean hasRoute() {
		return this.route != null;
	}

	boolean stream() {
		return this.end != null;
	}

	long startNanos() {
		return this.startNanos;
	}

	@Override
	public String method() {
		return "RSocket " + this.type;
	}

	@Override
	public String route() {
		String route = this.route;
		return (route != null) ? route : Routes.UNKNOWN;
	}

	@Override
	public boolean ended() {
		return this.ended;
	}

	@Override
	public boolean isOver() {
		return this.ended;
	}

}
