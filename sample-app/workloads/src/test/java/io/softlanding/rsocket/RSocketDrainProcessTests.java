/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rsocket;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.rsocket.RSocket;
import io.rsocket.exceptions.CanceledException;
import io.rsocket.exceptions.ConnectionCloseException;
import io.rsocket.exceptions.RejectedException;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.test.DrainHarness;
import io.softlanding.test.DrainReport;
import io.softlanding.test.Instance;
import io.softlanding.test.InstanceEnd;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

import org.springframework.messaging.rsocket.RSocketRequester;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Applications with an RSocket server in processes of their own.
 */
@Timeout(240)
class RSocketDrainProcessTests {

	private static final String PORT_0 = "spring.rsocket.server.port=0";

	private static final Pattern PORT = Pattern.compile("RSocket port (\\d+)\\.");

	@BeforeAll
	static void needsTheServer() {
		assumeTrue(ClassUtils.isPresent("org.springframework.boot.rsocket.server.RSocketServerCustomizer", null),
				"spring-boot-rsocket of Spring Boot 4 is not on the class path");
	}

	@Test
	void requestsEndByThemselvesAndStreamsAreEnded() throws Exception {
		try (DrainHarness harness = start(PORT_0, "softlanding.drain.grace-period=24s");
				Client idle = new Client(harness.instance(0));
				Client busy = new Client(harness.instance(0));
				Client streaming = new Client(harness.instance(0))) {
			assertThat(idle.send("sleep", "1").get(20, TimeUnit.SECONDS)).isEqualTo("slept 1");
			CompletableFuture<String> hold = busy.send("hold", "a");
			busy.requester.route("note").data("b").send().block();
			List<String> ticks = new CopyOnWriteArrayList<>();
			CompletableFuture<?> stream = streaming.stream("ticks", "first", ticks);
			CompletableFuture<?> chat = streaming.stream("chat", Flux.just("hello").concatWith(Flux.never()), ticks);
			await().until(() -> ticks.contains("re: hello") && ticks.contains("first 1"));
			await().atMost(Duration.ofSeconds(20))
				.until(() -> request(harness.instance(0), "shutdown-status", "GET", null)
					.contains("\"rsocket\":{\"active\":4,\"connections\":3"));
			assertThat(request(harness.instance(0), "shutdown-status", "GET", null)).contains(
					"RSocket request-response hold", "RSocket fire-and-forget note", "RSocket request-stream ticks",
					"RSocket request-channel chat");
			harness.instance(0).signal("TERM");
			// While others are still at work.
			assertThat(idle.closed.get(20, TimeUnit.SECONDS)).isInstanceOf(ConnectionCloseException.class)
				.hasMessageContaining("The instance is shutting down");
			assertThat(hold).isNotDone();
			// On an open connection, requests are served until half of the time has
			// passed.
			assertThat(streaming.send("release", "").get(20, TimeUnit.SECONDS)).isEqualTo("released");
			assertThat(hold.get(20, TimeUnit.SECONDS)).isEqualTo("held a");
			assertThat(busy.closed.get(20, TimeUnit.SECONDS)).isInstanceOf(ConnectionCloseException.class);
			for (CompletableFuture<?> each : List.of(stream, chat)) {
				assertThat(each).failsWithin(Duration.ofSeconds(20))
					.withThrowableOfType(Exception.class)
					.withCauseInstanceOf(CanceledException.class);
			}
			assertThat(streaming.closed.get(20, TimeUnit.SECONDS)).isInstanceOf(ConnectionCloseException.class);
			InstanceEnd end = harness.instance(0).awaitEnd(Duration.ofSeconds(30));
			assertThat(end.exitCode()).isEqualTo(143);
			assertThat(harness.instance(0).output()).contains("noted b", "ticks of first were cancelled");
			DrainReport.Participant requests = participant(end, "rsocket-requests");
			assertThat(requests.outcome()).isEqualTo(DrainOutcome.PARTIAL);
			assertThat(requests.document().toString()).contains("ended=3", "forced=2", "ticks=1", "chat=1");
			assertThat(participant(end, "rsocket-intake").outcome()).isEqualTo(DrainOutcome.COMPLETED);
			assertThat(participant(end, "rsocket-connections").outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		}
	}

	@Test
	void aRequestThatIsLongerThanTheDrainIsNamed() throws Exception {
		try (DrainHarness harness = start(PORT_0, "softlanding.drain.grace-period=20s", "softlanding.drain.timeout=6s");
				Client client = new Client(harness.instance(0))) {
			CompletableFuture<String> sleep = client.send("sleep", "60000");
			await().until(() -> request(harness.instance(0), "shutdown-status", "GET", null).contains("sleep"));
			harness.instance(0).signal("TERM");
			// The second half: its client may send it to another instance.
			await().atMost(Duration.ofSeconds(10))
				.ignoreExceptions()
				.until(() -> client.send("sleep", "1").handle((answer, error) -> error).get(5, TimeUnit.SECONDS),
						RejectedException.class::isInstance);
			assertThat(sleep).failsWithin(Duration.ofSeconds(20))
				.withThrowableOfType(Exception.class)
				.withCauseInstanceOf(ConnectionCloseException.class);
			InstanceEnd end = harness.instance(0).awaitEnd(Duration.ofSeconds(40));
			assertThat(participant(end, "rsocket-requests").outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
			assertThat(participant(end, "rsocket-requests").document().toString())
				.contains("RSocket request-response sleep");
			assertThat(participant(end, "rsocket-connections").outcome()).isEqualTo(DrainOutcome.PARTIAL);
		}
	}

	@Test
	void maintenanceWaitsForRequestsAndClosesNothing() throws Exception {
		try (DrainHarness harness = start(PORT_0, "softlanding.drain.grace-period=10s",
				"management.endpoint.drain.access=unrestricted"); Client client = new Client(harness.instance(0))) {
			List<String> ticks = new CopyOnWriteArrayList<>();
			CompletableFuture<?> stream = client.stream("ticks", "first", ticks);
			CompletableFuture<String> sleep = client.send("sleep", "1500");
			await().until(() -> ticks.size() > 1);
			request(harness.instance(0), "drain", "POST", "{\"action\":\"drain\"}");
			assertThat(sleep.get(20, TimeUnit.SECONDS)).isEqualTo("slept 1500");
			await().atMost(Duration.ofSeconds(20))
				.until(() -> request(harness.instance(0), "shutdown-status", "GET", null).contains("\"DRAINED\""));
			assertThat(request(harness.instance(0), "shutdown-status", "GET", null)).contains("streams stay open");
			request(harness.instance(0), "drain", "POST", "{\"action\":\"resume\"}");
			try (Client other = new Client(harness.instance(0))) {
				assertThat(other.send("sleep", "1").get(20, TimeUnit.SECONDS)).isEqualTo("slept 1");
			}
			assertThat(stream).isNotDone();
			assertThat(client.closed).isNotDone();
			harness.instance(0).signal("TERM");
			assertThat(client.closed.get(20, TimeUnit.SECONDS)).isInstanceOf(ConnectionCloseException.class);
			InstanceEnd end = harness.instance(0).awaitEnd(Duration.ofSeconds(30));
			assertThat(end.exitCode()).isEqualTo(143);
		}
	}

	@Test
	void withoutAServerNothingIsDone() throws Exception {
		try (DrainHarness harness = start("spring.rsocket.server.address=127.0.0.1")) {
			assertThat(request(harness.instance(0), "shutdown-status", "GET", null)).doesNotContain("rsocket");
			harness.instance(0).signal("TERM");
			InstanceEnd end = harness.instance(0).awaitEnd(Duration.ofSeconds(30));
			assertThat(end.report().toString()).doesNotContain("rsocket");
		}
	}

	private static DrainHarness start(String... properties) throws InterruptedException {
		return DrainHarness.of(RSocketApplication.class)
			.withoutLibraries("spring-kafka", "kafka", "spring-rabbit", "spring-jms", "artemis", "activemq",
					"spring-batch", "spring-boot-batch", "quartz", "grpc", "h2-", "spring-jdbc", "spring-boot-jdbc",
					"HikariCP", "postgresql", "spring-data", "lettuce", "jedis", "websocket")
			.properties("management.endpoints.web.exposure.include=*")
			.properties(properties)
			.start();
	}

	private static String request(Instance instance, String endpoint, String method, @Nullable String body)
			throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + instance.managementPort() + "/actuator/" + endpoint))
			.header("Content-Type", "application/json")
			.method(method,
					(body != null) ? HttpRequest.BodyPublishers.ofString(body) : HttpRequest.BodyPublishers.noBody())
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
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

	/** A client with one connection. */
	private static final class Client implements AutoCloseable {

		private final RSocketRequester requester;

		/** What has ended the connection. */
		private final CompletableFuture<Throwable> closed = new CompletableFuture<>();

		Client(Instance instance) {
			Matcher matcher = PORT.matcher(instance.output());
			if (!matcher.find()) {
				throw new IllegalStateException("No RSocket server in " + instance.output());
			}
			this.requester = RSocketRequester.builder().tcp("127.0.0.1", Integer.parseInt(matcher.group(1)));
			RSocket connection = this.requester.rsocketClient().source().block(Duration.ofSeconds(10));
			connection.onClose()
				.subscribe(null, this.closed::complete,
						() -> this.closed.complete(new IllegalStateException("closed without a reason")));
		}

		CompletableFuture<String> send(String route, String data) {
			return this.requester.route(route).data(data).retrieveMono(String.class).toFuture();
		}

		CompletableFuture<?> stream(String route, Object data, List<String> answers) {
			RSocketRequester.RequestSpec request = this.requester.route(route);
			return ((data instanceof Flux) ? request.data(data, String.class) : request.data(data))
				.retrieveFlux(String.class)
				.doOnNext(answers::add)
				.then()
				.toFuture();
		}

		@Override
		public void close() {
			this.requester.dispose();
		}

	}

}
