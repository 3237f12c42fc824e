/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a service registry hears of a process that is told to end, and when.
 */
class DiscoveryProcessTests {

	@ParameterizedTest
	@ValueSource(strings = { "eureka", "spring-cloud" })
	void theRegistryIsToldWhileTheInstanceServes(String client) throws Exception {
		try (RegistryServer registry = new RegistryServer();
				ChildProcess app = launch(client, registry, "softlanding.discovery.cache-ttl=3s").awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1500")) {
			CompletableFuture<Integer> whenTold = new CompletableFuture<>();
			registry.whenDown(() -> whenTold.complete(get(app))).await("POST /?status=UP");
			app.awaitLine("WORKING").signal("TERM");
			registry.await("POST /?status=DOWN");
			assertThat(whenTold.get(20, TimeUnit.SECONDS)).as("a new connection while it is told").isEqualTo(200);
			assertThat(get(app)).as("a new connection of a caller that does not know it yet").isEqualTo(200);
			assertThat(request.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("deregistration")).containsEntry("outcome", "COMPLETED");
			assertThat(app.participant("registry-caches")).containsEntry("outcome", "ASSUMED");
			assertThat(app.participant("requests")).containsEntry("outcome", "COMPLETED");
			// Eureka's client says good-bye itself when it is destroyed.
			assertThat(registry.calls()).startsWith("POST /?status=UP", "POST /?status=DOWN")
				.hasSize("eureka".equals(client) ? 3 : 2);
		}
	}

	@Tag("first-leg")
	@ParameterizedTest
	@ValueSource(strings = { "eureka", "spring-cloud" })
	void aRegistryThatDoesNotAnswerDoesNotHoldTheDrain(String client) throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		try (RegistryServer registry = new RegistryServer();
				ChildProcess app = launch(client, registry, "softlanding.discovery.cache-ttl=2s").awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1500")) {
			registry.whenDown(() -> awaitUninterruptibly(never)).await("POST /?status=UP");
			app.awaitLine("WORKING").signal("TERM");
			registry.await("POST /?status=DOWN");
			assertThat(get(app)).isEqualTo(200);
			assertThat(request.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("deregistration")).containsEntry("outcome", "TIMED_OUT");
			assertThat(app.participant("deregistration").get("unconfirmed").toString()).isNotEqualTo("[]");
			assertThat(app.participant("registry-caches")).containsEntry("outcome", "PARTIAL");
			assertThat(app.report()).containsEntry("stage", "graceful").containsEntry("state", "STOPPED");
		}
		finally {
			never.countDown();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "event-listener", "application-listener" })
	void aClientThatDeregistersWhenTheContextClosesIsToldBeforeThePortCloses(String client) throws Exception {
		try (RegistryServer registry = new RegistryServer();
				ChildProcess app = launch(client, registry).awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/work?ms=3000")) {
			CompletableFuture<Integer> whenTold = new CompletableFuture<>();
			registry.whenDown(() -> whenTold.complete(get(app))).await("POST /?status=UP");
			app.awaitLine("WORKING").signal("TERM");
			assertThat(whenTold.get(20, TimeUnit.SECONDS)).as("a new connection while it is told").isEqualTo(200);
			assertThat(request.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("closed-event")).containsEntry("outcome", "COMPLETED");
			assertThat(registry.calls()).containsExactly("POST /?status=UP", "POST /?status=DOWN");
		}
	}

	@Test
	void aClientIsToldBeforeThePortClosesWhenTheProcessExitsByItself() throws Exception {
		try (RegistryServer registry = new RegistryServer();
				ChildProcess app = launch("event-listener", registry,
						"management.endpoint.shutdown.access=unrestricted")
					.awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/work?ms=3000")) {
			CompletableFuture<Integer> whenTold = new CompletableFuture<>();
			registry.whenDown(() -> whenTold.complete(get(app))).await("POST /?status=UP");
			app.awaitLine("WORKING");
			post(app, "shutdown", "");
			assertThat(whenTold.get(20, TimeUnit.SECONDS)).as("a new connection while it is told").isEqualTo(200);
			assertThat(request.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isZero();
			assertThat(registry.calls()).containsExactly("POST /?status=UP", "POST /?status=DOWN");
		}
	}

	@Test
	void maintenanceDoesNotTellThatTheContextCloses() throws Exception {
		try (RegistryServer registry = new RegistryServer();
				ChildProcess app = launch("event-listener", registry, "management.endpoint.drain.access=unrestricted")
					.awaitReady()) {
			registry.await("POST /?status=UP");
			drain(app, "drain");
			app.awaitLine("Drained for maintenance in");
			drain(app, "resume");
			app.awaitLine("Resumed after");
			assertThat(registry.calls()).containsExactly("POST /?status=UP");
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(registry.calls()).containsExactly("POST /?status=UP", "POST /?status=DOWN");
		}
	}

	@Test
	void anInstanceThatResumesIsRegisteredAgain() throws Exception {
		try (RegistryServer registry = new RegistryServer();
				ChildProcess app = launch("spring-cloud", registry, "management.endpoint.drain.access=unrestricted",
						"softlanding.discovery.cache-ttl=0s")
					.awaitReady()) {
			registry.await("POST /?status=UP");
			drain(app, "drain");
			registry.await("POST /?status=DOWN");
			registry.calls().clear();
			drain(app, "resume");
			app.awaitLine("Resumed after");
			assertThat(get(app)).isEqualTo(200);
			assertThat(registry.calls()).containsExactly("POST /?status=UP");
		}
	}

	private static ChildProcess launch(String client, RegistryServer registry, String... properties)
			throws IOException {
		return ChildProcess.launch()
			.running(RegisteredApplication.class)
			.withRegistryClients()
			.with("registry.client=" + client, "registry.url=" + registry.url(), "softlanding.drain.timeout=30s")
			.with(properties)
			.start();
	}

	private static int get(ChildProcess app) {
		try (HttpConnection connection = HttpConnection.get(app.port(), "/work?ms=1")) {
			return connection.read().status();
		}
		catch (IOException ex) {
			return -1;
		}
	}

	private static void drain(ChildProcess app, String action) throws IOException, InterruptedException {
		post(app, "drain", "{\"action\":\"%s\"}".formatted(action));
	}

	private static void post(ChildProcess app, String endpoint, String body) throws IOException, InterruptedException {
		HttpResponse<String> answer = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + "/actuator/" + endpoint))
				.header("Content-Type", "application/json")
				.timeout(Duration.ofSeconds(20))
				.POST(HttpRequest.BodyPublishers.ofString(body))
				.build(), HttpResponse.BodyHandlers.ofString());
		assertThat(List.of(200, 202)).contains(answer.statusCode());
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			// The registry is closed.
		}
	}

}
