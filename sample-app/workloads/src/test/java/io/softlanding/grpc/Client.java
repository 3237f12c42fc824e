/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;

import io.softlanding.test.Instance;

/**
 * A client of one instance.
 */
final class Client implements AutoCloseable {

	private static final Pattern STARTED = Pattern
		.compile("gRPC Server started, listening on address: [^\\n]*:(\\d+)\\]");

	private final ManagedChannel channel;

	Client(int port) {
		this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
			.usePlaintext()
			.flowControlWindow(NettyChannelBuilder.DEFAULT_FLOW_CONTROL_WINDOW)
			.build();
	}

	static Client of(Instance instance) {
		return new Client(port(instance));
	}

	static int port(Instance instance) {
		Matcher matcher = STARTED.matcher(instance.output());
		if (!matcher.find()) {
			throw new IllegalStateException("No gRPC server in " + instance.output());
		}
		return Integer.parseInt(matcher.group(1));
	}

	/** Begins a call, with one message and all that the client has to say. */
	<Q, R> Call<Q, R> call(MethodDescriptor<Q, R> method, Q message) {
		Call<Q, R> call = begin(method);
		call.send(message);
		call.call.halfClose();
		return call;
	}

	/** Begins a call that the client goes on with. */
	<Q, R> Call<Q, R> begin(MethodDescriptor<Q, R> method) {
		return new Call<>(this.channel.newCall(method, CallOptions.DEFAULT), 1_000_000);
	}

	/** Begins a call whose client reads nothing. */
	<Q, R> Call<Q, R> unread(MethodDescriptor<Q, R> method, Q message) {
		Call<Q, R> call = new Call<>(this.channel.newCall(method, CallOptions.DEFAULT), 0);
		call.send(message);
		call.call.halfClose();
		return call;
	}

	Call<HealthCheckRequest, HealthCheckResponse> watch() {
		return call(HealthGrpc.getWatchMethod(), HealthCheckRequest.getDefaultInstance());
	}

	HealthCheckResponse.ServingStatus health() {
		return call(HealthGrpc.getCheckMethod(), HealthCheckRequest.getDefaultInstance()).answer().getStatus();
	}

	@Override
	public void close() {
		this.channel.shutdownNow();
	}

	/**
	 * A call and what has come of it.
	 */
	static final class Call<Q, R> extends ClientCall.Listener<R> {

		private final ClientCall<Q, R> call;

		final List<R> messages = new CopyOnWriteArrayList<>();

		private final CompletableFuture<Status> status = new CompletableFuture<>();

		Call(ClientCall<Q, R> call, int requests) {
			this.call = call;
			call.start(this, new Metadata());
			if (requests > 0) {
				call.request(requests);
			}
		}

		void send(Q message) {
			this.call.sendMessage(message);
		}

		void halfClose() {
			this.call.halfClose();
		}

		@Override
		public void onMessage(R message) {
			this.messages.add(message);
		}

		@Override
		public void onClose(Status status, Metadata trailers) {
			this.status.complete(status);
		}

		boolean isOver() {
			return this.status.isDone();
		}

		Status status() {
			return this.status.orTimeout(40, TimeUnit.SECONDS).join();
		}

		R answer() {
			Status status = status();
			if (!status.isOk()) {
				throw status.asRuntimeException();
			}
			return this.messages.get(0);
		}

	}

}
