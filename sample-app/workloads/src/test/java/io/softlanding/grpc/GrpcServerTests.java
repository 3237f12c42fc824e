/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.inflight.ServedRequest;
import io.softlanding.test.TcpProxy;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.context.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * A server on a real port, as spring-grpc builds it, without Spring.
 */
class GrpcServerTests extends GrpcServerFixture {

	@Test
	void aCallThatWaitsForAThreadIsCounted() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		try (Client client = start((request, answer) -> {
		}, (request, answer) -> {
			hold(release);
			answer.onNext(request);
			answer.onCompleted();
		})) {
			List<Client.Call<String, String>> all = List.of(client.call(Methods.SLEEP, "a"),
					client.call(Methods.SLEEP, "b"), client.call(Methods.SLEEP, "c"));
			await().until(() -> this.calls.active().size() == 3);
			assertThat(this.status.status().toString()).contains("none (waits for a thread)", "pool-",
					"method=test.Orders/Sleep");
			// At half of the time, only what waits for its client is ended.
			await().until(() -> this.calls.active().stream().noneMatch(GrpcCall::endless));
			assertThat(this.participant.drain(context(Duration.ofMillis(300))).outcome())
				.isEqualTo(DrainOutcome.TIMED_OUT);
			release.countDown();
			all.forEach((call) -> assertThat(call.answer()).hasSize(1));
			await().until(() -> this.calls.active().isEmpty());
		}
	}

	@Test
	void springWaitsForCallsOfAServerWhosePortIsClosed() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		try (Client client = start((request, answer) -> answer.onNext("first"), (request, answer) -> {
			hold(release);
			answer.onNext("done");
			answer.onCompleted();
		})) {
			Client.Call<String, String> ticks = client.call(Methods.TICKS, "a");
			await().until(() -> !ticks.messages.isEmpty());
			Client.Call<String, String> sleep = client.call(Methods.SLEEP, "a");
			await().until(() -> this.status.status().toString().contains("thread=pool-"));
			this.calls.drain((thread) -> false);
			CountDownLatch stopped = new CountDownLatch(1);
			assertThat(this.intake.stops(mock(Lifecycle.class))).isFalse();
			assertThat(this.intake.stops(this.lifecycle)).isTrue();
			this.intake.stop(this.lifecycle, stopped::countDown);
			await().until(this.server::isShutdown);
			assertThat(stopped.getCount()).isOne();
			assertThat(this.intake.isRunning(this.lifecycle)).isTrue();
			release.countDown();
			assertThat(sleep.answer()).isEqualTo("done");
			assertThat(stopped.await(20, TimeUnit.SECONDS)).as("streams are ended later").isTrue();
			assertThat(this.intake.isRunning(this.lifecycle)).isFalse();
			assertThat(this.intake.close().summary()).contains("GOAWAY sent to 1 clients");
		}
	}

	@Test
	void aCallThatEndsTheProcessIsNotWaitedFor() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		try (Client client = start((request, answer) -> {
		}, (request, answer) -> hold(release))) {
			client.call(Methods.SLEEP, "a");
			await().until(() -> this.status.status().toString().contains("thread=pool-"));
			this.calls.drain((thread) -> thread.getName().startsWith("pool-"));
			CountDownLatch stopped = new CountDownLatch(1);
			this.intake.stop(this.lifecycle, stopped::countDown);
			assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
			release.countDown();
		}
	}

	@Test
	void aHandlerWhoseClientHasGoneIsWaitedFor() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		try (Client client = start((request, answer) -> {
		}, (request, answer) -> hold(release))) {
			client.call(Methods.SLEEP, "a");
			await().until(() -> this.status.status().toString().contains("thread=pool-"));
			client.close();
			await().until(() -> this.calls.connections() == 0);
			assertThat(this.calls.active()).hasSize(1);
			release.countDown();
			await().until(() -> this.calls.active().isEmpty());
		}
	}

	@Test
	void aThreadKnowsItsCall() throws Exception {
		AtomicReference<@Nullable ServedRequest> current = new AtomicReference<>();
		try (Client client = start((request, answer) -> {
		}, (request, answer) -> {
			current.set(this.calls.get());
			answer.onNext("done");
			answer.onCompleted();
		})) {
			assertThat(client.call(Methods.SLEEP, "a").answer()).isEqualTo("done");
			assertThat(current.get()).extracting(ServedRequest::description).isEqualTo("gRPC test.Orders/Sleep");
			await().until(() -> current.get().ended());
			assertThat(this.calls.get()).isNull();
		}
	}

	@Test
	void aStreamThatIsEndedLooksCancelledToItsHandler() throws Exception {
		CountDownLatch cancelled = new CountDownLatch(1);
		AtomicReference<ServerCallStreamObserver<String>> stream = new AtomicReference<>();
		try (Client client = start((request, answer) -> {
			ServerCallStreamObserver<String> call = (ServerCallStreamObserver<String>) answer;
			call.setOnCancelHandler(cancelled::countDown);
			stream.set(call);
			call.onNext("first");
		}, (request, answer) -> {
		})) {
			Client.Call<String, String> ticks = client.call(Methods.TICKS, "a");
			await().until(() -> !ticks.messages.isEmpty());
			this.calls.drain((thread) -> false);
			this.server.shutdown();
			DrainResult result = this.participant.drain(context(Duration.ofSeconds(1)));
			assertThat(ticks.status()).extracting(Status::getCode).isEqualTo(Status.Code.UNAVAILABLE);
			assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
			assertThat(stream.get().isCancelled()).isTrue();
			assertThat(stream.get().isReady()).isFalse();
			// As for any call whose client has gone.
			stream.get().onNext("too late");
			assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
			assertThat(result.details()).containsEntry("forced", 1L)
				.containsEntry("endedStreams", Map.of("test.Orders/Ticks", 1));
		}
	}

	@Test
	void aHandlerGetsNothingOfACallThatTheDrainHasEnded() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		try (Client client = start((request, answer) -> {
		}, (request, answer) -> {
			hold(release);
			answer.onNext("done");
			answer.onCompleted();
		})) {
			Client.Call<String, String> upload = client.begin(Methods.UPLOAD);
			await().until(() -> this.status.status().toString().contains("waits for the client"));
			GrpcCall call = this.calls.active().iterator().next();
			List<Client.Call<String, String>> busy = List.of(client.call(Methods.SLEEP, "a"),
					client.call(Methods.SLEEP, "b"));
			await().until(() -> this.calls.active().stream().filter((other) -> other.thread() != null).count() == 2);
			// Arrives, and waits for a thread.
			upload.send("one");
			upload.halfClose();
			await().until(() -> !this.executor.getQueue().isEmpty());
			assertThat(this.calls.endStream(call)).isTrue();
			assertThat(upload.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
			release.countDown();
			busy.forEach((other) -> assertThat(other.answer()).isEqualTo("done"));
			await().until(() -> this.calls.active().isEmpty());
			assertThat(this.uploaded).containsExactly("cancelled");
		}
	}

	@Test
	void aCallWhoseHandlerHasTheWholeRequestIsNotEnded() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		try (Client client = start((request, answer) -> {
		}, (request, answer) -> {
			hold(release);
			answer.onNext("done");
			answer.onCompleted();
		})) {
			Client.Call<String, String> sleep = client.call(Methods.SLEEP, "a");
			await().until(() -> this.status.status().toString().contains("thread=pool-"));
			assertThat(this.calls.endStream(this.calls.active().iterator().next())).isFalse();
			release.countDown();
			assertThat(sleep.answer()).isEqualTo("done");
		}
	}

	@Test
	void unknownCallsThatAreCutOffAreSaid() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch handled = new CountDownLatch(1);
		Server plain = NettyServerBuilder.forPort(0)
			.executor(this.executor)
			.addService(ServerServiceDefinition.builder(Methods.SERVICE)
				.addMethod(Methods.SLEEP, ServerCalls.asyncUnaryCall((request, answer) -> {
					handled.countDown();
					hold(release);
				}))
				.build())
			.build()
			.start();
		this.server = plain;
		GrpcServers servers = new GrpcServers(() -> Map.of("server", plain));
		GrpcStatus status = new GrpcStatus(this.calls, servers, List.of());
		try (Client client = new Client(plain.getPort())) {
			Client.Call<String, String> sleep = client.call(Methods.SLEEP, "a");
			assertThat(handled.await(10, TimeUnit.SECONDS)).isTrue();
			DrainContext context = context(Duration.ofMillis(500));
			DrainResult intake = new GrpcIntake(servers, this.calls, GrpcStreamEnd.UNAVAILABLE,
					() -> Duration.ofSeconds(20), NanoClock.SYSTEM)
				.close();
			assertThat(intake.summary()).contains("GOAWAY sent to all clients");
			DrainResult waited = new GrpcCallsParticipant(this.calls, servers, status, GrpcStreamEnd.UNAVAILABLE,
					NanoClock.SYSTEM)
				.drain(context);
			assertThat(waited.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
			DrainResult stopped = new ServerStopParticipant(this.calls, servers, status).drain(context);
			assertThat(stopped.outcome()).isEqualTo(DrainOutcome.PARTIAL);
			assertThat(stopped.summary())
				.contains("Closed the connections of 1 gRPC servers whose calls are not known");
			assertThat(sleep.status().isOk()).isFalse();
		}
		finally {
			release.countDown();
		}
	}

	@Test
	void streamsStayOpenInMaintenance() throws Exception {
		try (Client client = start((request, answer) -> answer.onNext("first"), (request, answer) -> {
		})) {
			Client.Call<String, String> ticks = client.call(Methods.TICKS, "a");
			await().until(() -> !ticks.messages.isEmpty());
			DrainResult result = this.participant.drain(context(Duration.ofMillis(500), DrainReason.MAINTENANCE));
			assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
			assertThat(ticks.isOver()).isFalse();
		}
	}

	@Test
	void onlyErrorsWithoutAStatusAreUncaught() throws Exception {
		try (Client client = start((request, answer) -> {
		}, (request, answer) -> {
			if (request.equals("declared")) {
				throw Status.NOT_FOUND.asRuntimeException();
			}
			throw new IllegalStateException("not expected");
		})) {
			assertThat(client.call(Methods.SLEEP, "declared").status().getCode()).isEqualTo(Status.Code.UNKNOWN);
			assertThat(this.uncaught).isEmpty();
			assertThat(client.call(Methods.SLEEP, "other").status().getCode()).isEqualTo(Status.Code.UNKNOWN);
			assertThat(this.uncaught).singleElement().isInstanceOf(IllegalStateException.class);
			await().until(() -> this.calls.active().isEmpty());
		}
	}

	@Test
	void aWatchSeesTheDrainAndItsEnd() throws Exception {
		HealthParticipant announce = new HealthParticipant(this.calls, this.servers, () -> true, List::of);
		try (Client client = start((request, answer) -> {
		}, (request, answer) -> {
		})) {
			Client.Call<HealthCheckRequest, HealthCheckResponse> watch = client.watch();
			await().until(() -> !watch.messages.isEmpty());
			DrainContext maintenance = context(Duration.ofSeconds(1), DrainReason.MAINTENANCE);
			assertThat(announce.drain(maintenance).outcome()).isEqualTo(DrainOutcome.COMPLETED);
			// Said again by what updates the status at intervals.
			this.health.setStatus("", ServingStatus.NOT_SERVING);
			this.health.setStatus("", ServingStatus.SERVING);
			assertThat(client.health()).isEqualTo(ServingStatus.NOT_SERVING);
			assertThat(this.participant.drain(maintenance).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
			assertThat(watch.isOver()).isFalse();
			announce.resume();
			this.participant.resume();
			assertThat(client.health()).isEqualTo(ServingStatus.SERVING);
			await().until(() -> watch.messages.get(watch.messages.size() - 1).getStatus() == ServingStatus.SERVING);
			assertThat(watch.messages).extracting(HealthCheckResponse::getStatus)
				.startsWith(ServingStatus.SERVING, ServingStatus.NOT_SERVING);
		}
	}

	@Test
	void aDeadClientIsWaitedForNoLongerThanASecond() throws Exception {
		try (Client direct = start((request, answer) -> {
		}, (request, answer) -> {
			answer.onNext("done");
			answer.onCompleted();
		});
				TcpProxy proxy = TcpProxy.to("127.0.0.1", this.server.getPort());
				Client client = new Client(proxy.port())) {
			assertThat(client.call(Methods.SLEEP, "a").answer()).isEqualTo("done");
			proxy.blackHole();
			this.calls.drain((thread) -> false);
			this.server.shutdown();
			long begun = System.nanoTime();
			DrainResult result = this.participant.drain(context(Duration.ofSeconds(10)));
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofMillis(900),
					Duration.ofSeconds(5));
			assertThat(result.outcome()).isEqualTo(DrainOutcome.ASSUMED);
			assertThat(new ServerStopParticipant(this.calls, this.servers, this.status)
				.drain(context(Duration.ofSeconds(1)))
				.outcome()).isEqualTo(DrainOutcome.COMPLETED);
			assertThat(this.server.isTerminated()).isTrue();
		}
	}

	@Test
	void aClientHasTimeToCloseItsConnectionAfterALongCall() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		try (Client client = start((request, answer) -> {
		}, (request, answer) -> {
			hold(release);
			answer.onNext("done");
			answer.onCompleted();
		})) {
			Client.Call<String, String> sleep = client.call(Methods.SLEEP, "a");
			await().until(() -> this.status.status().toString().contains("thread=pool-"));
			this.calls.drain((thread) -> false);
			this.server.shutdown();
			CompletableFuture.delayedExecutor(1500, TimeUnit.MILLISECONDS).execute(release::countDown);
			DrainResult result = this.participant.drain(context(Duration.ofSeconds(20)));
			assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
			assertThat(result.summary()).contains("1 gRPC call finished");
			assertThat(sleep.answer()).isEqualTo("done");
		}
	}

	@Test
	void aRehearsalWaitsAndEndsNothing() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		try (Client client = start((request, answer) -> answer.onNext("first"), (request, answer) -> {
			hold(release);
			answer.onNext("done");
			answer.onCompleted();
		})) {
			Client.Call<String, String> ticks = client.call(Methods.TICKS, "a");
			Client.Call<String, String> sleep = client.call(Methods.SLEEP, "a");
			await().until(() -> this.calls.active().size() == 2);
			DrainContext rehearsal = context(Duration.ofMillis(500), DrainReason.REHEARSAL);
			DrainResult result = this.participant.drain(rehearsal);
			assertThat(result.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
			assertThat(result.details().toString()).contains("test.Orders/Sleep").doesNotContain("Ticks");
			assertThat(ticks.isOver()).isFalse();
			release.countDown();
			assertThat(sleep.answer()).isEqualTo("done");
		}
	}

	@Test
	void statusesOfAServerThatTheApplicationHasBuiltAreRestored() {
		this.health.setStatus("test.Orders", ServingStatus.SERVING);
		this.health.setStatus("down", ServingStatus.NOT_SERVING);
		ServingStatuses statuses = new ServingStatuses(this.health);
		assertThat(statuses.notServing(List.of("test.Orders", "not.known", "down"))).isEqualTo(3);
		assertThat(statuses.notServing(List.of("test.Orders", "not.known", "down"))).isEqualTo(3);
		statuses.restore();
		assertThat(statuses.notServing(List.of())).isEqualTo(1);
		statuses.restore();
	}

}
