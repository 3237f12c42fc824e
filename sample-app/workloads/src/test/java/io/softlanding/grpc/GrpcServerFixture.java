/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.softlanding.ElapsingDrainContext;
import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainReason;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

import org.springframework.context.Lifecycle;

import static org.mockito.Mockito.mock;

/**
 * A server, and what the drain does with it.
 */
abstract class GrpcServerFixture {

	final GrpcCalls calls = new GrpcCalls(NanoClock.SYSTEM);

	final GrpcServers servers = new GrpcServers(Map::of);

	final GrpcStatus status = new GrpcStatus(this.calls, this.servers, List.of());

	final GrpcCallsParticipant participant = new GrpcCallsParticipant(this.calls, this.servers, this.status,
			GrpcStreamEnd.UNAVAILABLE, NanoClock.SYSTEM);

	final GrpcIntake intake = new GrpcIntake(this.servers, this.calls, GrpcStreamEnd.UNAVAILABLE,
			() -> Duration.ofSeconds(20), NanoClock.SYSTEM);

	final Lifecycle lifecycle = mock(Lifecycle.class);

	final HealthStatusManager health = new HealthStatusManager();

	final List<Throwable> uncaught = new CopyOnWriteArrayList<>();

	final List<String> uploaded = new CopyOnWriteArrayList<>();

	final ThreadPoolExecutor executor = (ThreadPoolExecutor) Executors.newFixedThreadPool(2);

	@Nullable Server server;

	@AfterEach
	void stop() throws InterruptedException {
		if (this.server != null) {
			this.server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
		}
		this.executor.shutdownNow();
	}

	Client start(StreamMethod ticks, UnaryMethod sleep) throws IOException {
		NettyServerBuilder builder = NettyServerBuilder.forPort(0)
			.executor(this.executor)
			.addService(this.health.getHealthService())
			.addService(ServerServiceDefinition.builder(Methods.SERVICE)
				.addMethod(Methods.SLEEP, ServerCalls.asyncUnaryCall(sleep::call))
				.addMethod(Methods.TICKS, ServerCalls.asyncServerStreamingCall(ticks::call))
				.addMethod(Methods.UPLOAD, ServerCalls.asyncClientStreamingCall((answer) -> new Upload()))
				.build());
		new ServerCustomizer<NettyServerBuilder>(this.calls, this.servers, new HealthAnswers(this.calls::notServing),
				new UncaughtCalls(() -> List.of((error, request) -> this.uncaught.add(error))))
			.customize(builder);
		Server server = builder.build().start();
		this.server = server;
		this.servers.started(server, this.lifecycle);
		return new Client(server.getPort());
	}

	static DrainContext context(Duration timeout) {
		return context(timeout, DrainReason.SIGTERM);
	}

	static DrainContext context(Duration timeout, DrainReason reason) {
		return ElapsingDrainContext.of(reason, timeout);
	}

	static void hold(CountDownLatch latch) {
		boolean interrupted = false;
		while (true) {
			try {
				latch.await(20, TimeUnit.SECONDS);
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/** Remembers what its handler gets. */
	final class Upload implements StreamObserver<String> {

		@Override
		public void onNext(String message) {
			GrpcServerFixture.this.uploaded.add(message);
		}

		@Override
		public void onError(Throwable error) {
			GrpcServerFixture.this.uploaded.add("cancelled");
		}

		@Override
		public void onCompleted() {
			GrpcServerFixture.this.uploaded.add("completed");
		}

	}

	/** Handles a unary call. */
	interface UnaryMethod {

		void call(String request, StreamObserver<String> answer);

	}

	/** Handles a call with a stream of answers. */
	interface StreamMethod {

		void call(String request, StreamObserver<String> answer);

	}

}
