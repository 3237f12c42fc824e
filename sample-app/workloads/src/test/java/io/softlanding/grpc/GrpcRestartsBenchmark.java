/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.softlanding.test.DrainHarness;
import io.softlanding.test.InstanceEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Calls to two instances that are restarted in turn, over a client that honours GOAWAY.
 * {@code sample-app/bench/grpc-restarts.sh} sets the properties.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class GrpcRestartsBenchmark {

	private static final int RATE = 200;

	/** Ten calls are in flight at any time. */
	private static final String CALL_MILLIS = "50";

	private static final Duration PATIENCE = Duration.ofSeconds(80);

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger answered = new AtomicInteger();

	private final List<Status> failures = new CopyOnWriteArrayList<>();

	@Test
	void noCallFails() throws Exception {
		restart(Integer.getInteger("grpc.restarts", 1), true);
		assertThat(this.failures.size()).isZero();
	}

	@Test
	@EnabledIfSystemProperty(named = "grpc.benchmark", matches = "true")
	void plainSpringBootBeside() throws Exception {
		restart(Integer.getInteger("grpc.restarts", 1), false);
	}

	/** The two kinds of exits take turns, so that both see the same machine. */
	@Test
	@EnabledIfSystemProperty(named = "grpc.benchmark", matches = "true")
	void anOpenWatchAddsLessThan100Milliseconds() throws Exception {
		List<Long> without = new ArrayList<>();
		List<Long> with = new ArrayList<>();
		try (DrainHarness harness = GrpcDrainProcessTests.application("softlanding.drain.grace-period=60s").start()) {
			for (int i = 0; i < 2 * Integer.getInteger("grpc.restarts", 1); i++) {
				if (i > 0) {
					harness.start(0);
				}
				boolean watched = i % 2 == 1;
				try (Client client = Client.of(harness.instance(0))) {
					Client.Call<?, ?> call = watched ? client.watch() : client.call(Methods.SLEEP, "1");
					await().until(() -> !call.messages.isEmpty());
					harness.instance(0).signal("TERM");
					(watched ? with : without).add(harness.instance(0).awaitEnd(PATIENCE).took().toMillis());
				}
			}
		}
		print("From SIGTERM to the exit, with a connected client: median %d ms %s; with an open Health.Watch: %d ms %s",
				median(without), without, median(with), with);
		assertThat(median(with) - median(without)).isLessThan(100);
	}

	@Test
	@EnabledIfSystemProperty(named = "grpc.benchmark", matches = "true")
	void aKilledInstanceIsSeen() throws Exception {
		load(true, (harness, addresses) -> {
			harness.instance(0).kill();
			await().until(() -> !this.failures.isEmpty());
		});
		print("kill -9: %d calls failed", this.failures.size());
	}

	private void restart(int rounds, boolean softlanding) throws Exception {
		List<Long> exits = new ArrayList<>();
		load(softlanding, (harness, addresses) -> {
			for (int i = 0; i < rounds * 2; i++) {
				int number = i % 2;
				harness.instance(number).signal("TERM");
				InstanceEnd end = harness.instance(number).awaitEnd(PATIENCE);
				assertThat(end.exitCode()).isEqualTo(143);
				exits.add(end.took().toMillis());
				harness.start(number);
				addresses.publish(ports(harness));
				awaitAnswers();
			}
		});
		print("%s: %d rolling restarts (%d signals), %d calls at %d/s, %d failed %s, exit after %d to %d ms",
				softlanding ? "Softlanding" : "Plain Spring Boot", rounds, rounds * 2, this.begun.get(), RATE,
				this.failures.size(),
				this.failures.stream().collect(Collectors.groupingBy(Status::getCode, Collectors.counting())),
				Collections.min(exits), Collections.max(exits));
	}

	private void load(boolean softlanding, Scenario scenario) throws Exception {
		Addresses addresses = new Addresses();
		try (DrainHarness harness = GrpcDrainProcessTests
			.application("softlanding.drain.grace-period=60s", "softlanding.enabled=" + softlanding)
			.instances(2)
			.start()) {
			addresses.publish(ports(harness));
			ManagedChannel channel = addresses.channel();
			ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
			try {
				load.scheduleAtFixedRate(() -> call(channel), 0, 1_000_000 / RATE, TimeUnit.MICROSECONDS);
				awaitAnswers();
				scenario.run(harness, addresses);
			}
			finally {
				load.shutdown();
				load.awaitTermination(10, TimeUnit.SECONDS);
				await().atMost(PATIENCE).until(() -> this.answered.get() + this.failures.size() == this.begun.get());
				channel.shutdownNow();
			}
		}
	}

	/** Of one second, so that both instances have served some. */
	private void awaitAnswers() {
		int before = this.answered.get();
		await().atMost(PATIENCE).until(() -> this.answered.get() > before + RATE);
	}

	private static IntStream ports(DrainHarness harness) {
		return harness.instances().stream().mapToInt(Client::port);
	}

	private void call(ManagedChannel channel) {
		this.begun.incrementAndGet();
		ClientCalls.asyncUnaryCall(
				channel.newCall(Methods.SLEEP, CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS)),
				CALL_MILLIS, new StreamObserver<>() {

					@Override
					public void onNext(String answer) {
						// Counted when the status is there.
					}

					@Override
					public void onError(Throwable error) {
						GrpcRestartsBenchmark.this.failures.add(Status.fromThrowable(error));
					}

					@Override
					public void onCompleted() {
						GrpcRestartsBenchmark.this.answered.incrementAndGet();
					}

				});
	}

	private static long median(List<Long> values) {
		return values.stream().sorted().toList().get(values.size() / 2);
	}

	private static void print(String format, Object... args) {
		// CHECKSTYLE:OFF
		System.out.printf(format + "%n", args);
		// CHECKSTYLE:ON
	}

	/** What happens under load. */
	private interface Scenario {

		void run(DrainHarness harness, Addresses addresses) throws Exception;

	}

}
