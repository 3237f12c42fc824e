/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.test.DrainHarness;
import io.softlanding.test.DrainHarnessBuilder;
import io.softlanding.test.DrainReport;
import io.softlanding.test.Instance;
import io.softlanding.test.InstanceEnd;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootVersion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Applications of spring-grpc in processes of their own, and clients that honour GOAWAY.
 */
class GrpcDrainProcessTests {

	@Test
	void callsEndByThemselvesAndStreamsAreEnded() throws Exception {
		try (DrainHarness harness = application("softlanding.drain.grace-period=14s",
				"softlanding.grpc.quiet-period=1s")
			.start(); Client client = Client.of(harness.instance(0)); Client late = Client.of(harness.instance(0))) {
			assertThat(client.health()).isEqualTo(ServingStatus.SERVING);
			Client.Call<HealthCheckRequest, HealthCheckResponse> watch = client.watch();
			Client.Call<String, String> sleep = client.call(Methods.SLEEP, "3000");
			Client.Call<String, String> ticks = client.call(Methods.TICKS, "first");
			Client.Call<String, String> chat = client.begin(Methods.CHAT);
			chat.send("hello");
			Client.Call<String, String> upload = client.begin(Methods.UPLOAD);
			upload.send("one");
			Client.Call<String, String> silent = client.begin(Methods.SLEEP);
			await().until(() -> !ticks.messages.isEmpty() && !chat.messages.isEmpty() && !watch.messages.isEmpty());
			harness.instance(0).signal("TERM");
			await().until(() -> watch.messages.size() == 2);
			assertThat(watch.messages.get(1).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
			// Between ANNOUNCE and INTAKE, on a connection that is new.
			assertThat(late.call(Methods.SLEEP, "1").answer()).isEqualTo("slept 1");
			assertThat(late.health()).isEqualTo(ServingStatus.NOT_SERVING);
			assertThat(sleep.answer()).isEqualTo("slept 3000");
			assertThat(watch.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
			for (Client.Call<?, ?> stream : new Client.Call<?, ?>[] { ticks, chat, upload, silent }) {
				assertThat(stream.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
				assertThat(stream.status().getDescription()).contains("The instance is shutting down");
			}
			InstanceEnd end = harness.instance(0).awaitEnd(Duration.ofSeconds(30));
			assertThat(end.exitCode()).isEqualTo(143);
			DrainReport.Participant calls = participant(end, "grpc-calls");
			assertThat(calls.outcome()).isEqualTo(DrainOutcome.PARTIAL);
			assertThat(calls.document().toString()).contains("test.Orders/Ticks", "test.Orders/Chat",
					"test.Orders/Upload", "test.Orders/Sleep");
			assertThat(participant(end, "grpc-health").outcome()).isEqualTo(DrainOutcome.COMPLETED);
			assertThat(participant(end, "grpc-intake").outcome()).isEqualTo(DrainOutcome.COMPLETED);
			assertThat(participant(end, "grpc-servers").outcome()).isEqualTo(DrainOutcome.COMPLETED);
			assertThat(harness.instance(0).output()).contains("ticks of first were cancelled", "chat ended: ",
					"upload ended: ", "GrpcServerShutdownEvent", "GrpcServerTerminatedEvent");
		}
	}

	@Test
	void anOpenWatchIsNotWaitedFor() throws Exception {
		try (DrainHarness harness = application("softlanding.drain.grace-period=20s").start();
				Client client = Client.of(harness.instance(0))) {
			Client.Call<HealthCheckRequest, HealthCheckResponse> watch = client.watch();
			await().until(() -> !watch.messages.isEmpty());
			harness.instance(0).signal("TERM");
			assertThat(watch.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
			assertThat(watch.messages).extracting(HealthCheckResponse::getStatus)
				.containsExactly(ServingStatus.SERVING, ServingStatus.NOT_SERVING);
			InstanceEnd end = harness.instance(0).awaitEnd(Duration.ofSeconds(30));
			// Less than half of the time, which streams have.
			assertThat(phase(end, "IN_FLIGHT").took()).isLessThan(Duration.ofSeconds(3));
			assertThat(participant(end, "grpc-calls").outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		}
	}

	@Test
	void aCallThatIsLongerThanTheDrainIsNamed() throws Exception {
		try (DrainHarness harness = application("softlanding.drain.grace-period=30s", "softlanding.drain.timeout=8s",
				"management.endpoints.web.exposure.include=*")
			.start(); Client client = Client.of(harness.instance(0))) {
			Client.Call<String, String> sleep = client.call(Methods.SLEEP, "60000");
			// A client that does not read what it has asked for.
			Client.Call<String, String> slow = client.unread(Methods.FLOOD, "100");
			await().until(() -> request(harness.instance(0), "shutdown-status", "GET", null)
				.matches("(?s).*(Orders/Flood.*Orders/Sleep|Orders/Sleep.*Orders/Flood).*"));
			harness.instance(0).signal("TERM");
			// As when Spring closes the connection: it may have done its work.
			assertThat(sleep.status().getCode()).isEqualTo(Status.Code.CANCELLED);
			assertThat(slow.isOver()).isFalse();
			InstanceEnd end = harness.instance(0).awaitEnd(Duration.ofSeconds(40));
			assertThat(end.exitCode()).isEqualTo(143);
			DrainReport.Participant calls = participant(end, "grpc-calls");
			assertThat(calls.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
			assertThat(calls.document().toString()).contains("method=test.Orders/Sleep", "Orders.pause");
			DrainReport.Participant servers = participant(end, "grpc-servers");
			assertThat(servers.outcome()).isEqualTo(DrainOutcome.PARTIAL);
			assertThat(servers.document().toString()).contains("method=test.Orders/Sleep");
		}
	}

	@Test
	void afterTheDrainHasBegunAClientThatHonoursGoawayGoesElsewhere() throws Exception {
		try (DrainHarness harness = application("softlanding.drain.grace-period=20s",
				"management.endpoints.web.exposure.include=*")
			.start(); Client client = Client.of(harness.instance(0))) {
			Client.Call<String, String> sleep = client.call(Methods.SLEEP, "2000");
			await().until(() -> request(harness.instance(0), "shutdown-status", "GET", null).contains("Orders/Sleep"));
			harness.instance(0).signal("TERM");
			await().until(() -> harness.instance(0).output().contains("GOAWAY"));
			// The port is closed: a client that has read GOAWAY finds no other instance.
			await().until(() -> client.call(Methods.SLEEP, "1").status().getCode(), Status.Code.UNAVAILABLE::equals);
			assertThat(sleep.answer()).isEqualTo("slept 2000");
			InstanceEnd end = harness.instance(0).awaitEnd(Duration.ofSeconds(30));
			assertThat(participant(end, "grpc-calls").outcome()).isEqualTo(DrainOutcome.COMPLETED);
			assertThat(participant(end, "grpc-calls").summary()).containsPattern("[1-9]\\d* gRPC calls? finished");
		}
	}

	@Tag("first-leg")
	@Test
	void aCallMayCallItsOwnServiceOverHttpAtItsEnd() throws Exception {
		try (DrainHarness harness = application("softlanding.drain.grace-period=20s",
				"management.endpoints.web.exposure.include=*")
			.start(); Client client = Client.of(harness.instance(0))) {
			Client.Call<String, String> call = client.call(Methods.CALL,
					"2500 http://localhost:" + harness.instance(0).port() + "/actuator/health/liveness");
			await().until(() -> request(harness.instance(0), "shutdown-status", "GET", null).contains("Orders/Call"));
			harness.instance(0).signal("TERM");
			assertThat(call.answer()).isEqualTo("answered 200");
			InstanceEnd end = harness.instance(0).awaitEnd(Duration.ofSeconds(30));
			assertThat(participant(end, "closed-event").outcome()).isEqualTo(DrainOutcome.COMPLETED);
			assertThat(participant(end, "grpc-intake").outcome()).isEqualTo(DrainOutcome.COMPLETED);
		}
	}

	@Test
	void maintenanceTakesTheInstanceOutAndBringsItBack() throws Exception {
		try (DrainHarness harness = application("softlanding.drain.grace-period=10s",
				"management.endpoint.drain.access=unrestricted", "management.endpoints.web.exposure.include=*")
			.start(); Client client = Client.of(harness.instance(0))) {
			Client.Call<HealthCheckRequest, HealthCheckResponse> watch = client.watch();
			Client.Call<String, String> sleep = client.call(Methods.SLEEP, "1500");
			await().until(() -> !watch.messages.isEmpty());
			post(harness.instance(0), "{\"action\":\"drain\"}");
			await().until(() -> watch.messages.size() == 2);
			assertThat(client.health()).isEqualTo(ServingStatus.NOT_SERVING);
			assertThat(sleep.answer()).isEqualTo("slept 1500");
			// The port stays open, and calls that come nevertheless are served.
			try (Client other = Client.of(harness.instance(0))) {
				assertThat(other.call(Methods.SLEEP, "1").answer()).isEqualTo("slept 1");
			}
			await().atMost(Duration.ofSeconds(20))
				.until(() -> request(harness.instance(0), "shutdown-status", "GET", null).contains("\"DRAINED\""));
			String status = request(harness.instance(0), "shutdown-status", "GET", null);
			assertThat(status).contains("\"grpc\":{\"active\":0,\"connections\":1,\"serving\":false");
			post(harness.instance(0), "{\"action\":\"resume\"}");
			await().until(() -> watch.messages.size() == 3);
			assertThat(watch.messages.get(2).getStatus()).isEqualTo(ServingStatus.SERVING);
			assertThat(client.health()).isEqualTo(ServingStatus.SERVING);
			assertThat(watch.isOver()).isFalse();
			assertThat(client.call(Methods.FAIL, "x").status().getCode()).isEqualTo(Status.Code.UNKNOWN);
			// Spring Boot 4 has an interceptor that answers every error.
			String recorded = SpringBootVersion.getVersion().startsWith("3.") ? "gRPC test.Orders/Fail" : "\"total\":0";
			// The client may hear of the failure before it is recorded.
			await().until(() -> request(harness.instance(0), "panics", "GET", null),
					(panics) -> panics.contains(recorded) && !panics.contains("secret of x"));
			// The drain that ends the process does all of it again.
			harness.instance(0).signal("TERM");
			assertThat(watch.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
			InstanceEnd end = harness.instance(0).awaitEnd(Duration.ofSeconds(30));
			assertThat(participant(end, "grpc-intake").outcome()).isEqualTo(DrainOutcome.COMPLETED);
		}
	}

	@Test
	void aServerThatTheApplicationHasBuiltIsWaitedFor() throws Exception {
		try (DrainHarness harness = of(PlainGrpcApplication.class, "softlanding.drain.grace-period=10s",
				"spring.grpc.server.enabled=false")
			.start(); Client client = Client.of(harness.instance(0))) {
			Client.Call<String, String> sleep = client.call(Methods.SLEEP, "2000");
			assertThat(client.health()).isEqualTo(ServingStatus.SERVING);
			harness.instance(0).signal("TERM");
			await().until(() -> harness.instance(0).output().contains("ANNOUNCE completed"));
			assertThat(sleep.answer()).isEqualTo("slept 2000");
			InstanceEnd end = harness.instance(0).awaitEnd(Duration.ofSeconds(30));
			assertThat(participant(end, "grpc-health").outcome()).isEqualTo(DrainOutcome.COMPLETED);
			assertThat(participant(end, "grpc-calls").summary())
				.contains("All connections of 1 gRPC servers are closed");
		}
	}

	private static void post(Instance instance, String body) throws Exception {
		request(instance, "drain", "POST", body);
	}

	private static String request(Instance instance, String endpoint, String method, @Nullable String body) {
		try {
			HttpRequest request = HttpRequest
				.newBuilder(URI.create("http://127.0.0.1:" + instance.managementPort() + "/actuator/" + endpoint))
				.header("Content-Type", "application/json")
				.method(method,
						(body != null) ? HttpRequest.BodyPublishers.ofString(body)
								: HttpRequest.BodyPublishers.noBody())
				.build();
			HttpResponse<String> response = HttpClient.newHttpClient()
				.send(request, HttpResponse.BodyHandlers.ofString());
			return response.body();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static DrainReport.Phase phase(InstanceEnd end, String name) {
		return end.report().phases().stream().filter((phase) -> phase.name().equals(name)).findFirst().orElseThrow();
	}

	private static DrainReport.Participant participant(InstanceEnd end, String name) {
		return end.report()
			.phases()
			.stream()
			.flatMap((phase) -> phase.participants().stream())
			.filter((participant) -> participant.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No " + name + " in " + end.report()));
	}

	static DrainHarnessBuilder application(String... properties) {
		return of(GrpcApplication.class, properties);
	}

	static DrainHarnessBuilder of(Class<?> application, String... properties) {
		return DrainHarness.of(application)
			.withoutLibraries("spring-kafka", "kafka", "spring-rabbit", "spring-jms", "artemis", "activemq",
					"spring-batch", "spring-boot-batch", "quartz", "rsocket", "h2-", "spring-jdbc", "spring-boot-jdbc",
					"HikariCP", "postgresql", "spring-data", "lettuce", "jedis")
			.properties("spring.grpc.server.port=0")
			.properties(properties);
	}

}
