/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What escapes in the packaged service, and what becomes of one instance and of two.
 */
@Tag("first-leg")
@ExtendWith(ServersExtension.class)
class PanicEndToEndTests {

	private final HttpClient client = HttpClient.newHttpClient();

	private final String service = "sample-" + UUID.randomUUID();

	@Test
	void everyKindIsSeenOnceWhereItEscapes(ServerAddresses servers) throws Exception {
		try (SampleApp app = launch(servers).start().awaitReady()) {
			assertThat(panic(app, "error")).isEqualTo(500);
			assertThat(panic(app, "stack-overflow")).isEqualTo(500);
			assertThat(panic(app, "expected")).isEqualTo(400);
			assertThat(panic(app, "unavailable")).isEqualTo(500);
			assertThat(panic(app, "thread")).isEqualTo(200);
			assertThat(panic(app, "async")).isEqualTo(200);
			assertThat(panic(app, "scheduled")).isEqualTo(200);
			// The bad request was handled by the application itself, and the task that
			// ran
			// once has a future.
			await(10, () -> SampleApp.number(panics(app).get("total")) == 5);
			assertThat(panics(app).get("panics").toString()).contains("source=thread", "source=async", "source=request",
					"java.lang.StackOverflowError", "POST /lab/panics", "service=" + this.service);
			assertThat(app.readiness()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@CsvSource("fatal, 70")
	void aMachineThatCannotBeTrustedDrainsAndExits(String kind, int code, ServerAddresses servers) throws Exception {
		try (SampleApp app = launch(servers).start().awaitReady()) {
			assertThat(panic(app, kind)).isEqualTo(500);
			assertThat(app.awaitExit(Duration.ofSeconds(20))).as(app.output()).isEqualTo(code);
			assertThat(app.report()).containsEntry("reason", "PANIC").containsEntry("stage", "graceful");
			assertThat(SampleApp.map(app.report().get("panics"))).containsEntry("fatal", "java.lang.InternalError");
		}
	}

	@Test
	void oneOfTwoInstancesStaysReadyAndBothFollowWhatOneIsAskedFor(ServerAddresses servers) throws Exception {
		try (SampleApp one = launch(servers).start(); SampleApp two = launch(servers).start()) {
			one.awaitReady();
			two.awaitReady();
			await(10, () -> instances(one) == 2 && instances(two) == 2);
			fail(one);
			await(10, () -> one.readiness() == 503);
			assertThat(SampleApp.map(one.status().get("readiness")).get("reasons").toString())
				.contains("panic_rate_high");
			assertThat(send(one.managementPort(), "GET", "/actuator/health/readiness", "").body())
				.contains("\"softlanding\":{")
				.contains("\"reasons\":[\"panic_rate_high\"]");
			fail(two);
			await(10, () -> panics(two).get("readiness").toString().startsWith("would refuse, but too few"));
			assertThat(two.readiness()).isEqualTo(200);
			await(10, () -> SampleApp.number(SampleApp.map(panics(two).get("application")).get("lastMinute")) == 40);
			assertThat(put(one)).isEqualTo(200);
			readOnly(two, "on");
			awaitPut(503, one, two);
			assertThat(get(one, "/lab/stock/a")).isEqualTo(200);
			readOnly(one, "off");
			awaitPut(200, one, two);
		}
	}

	private SampleApp.Launch launch(ServerAddresses servers) {
		return SampleApp.launch(servers)
			.quick()
			.with("spring.profiles.active=lab", "spring.application.name=" + this.service,
					"management.endpoints.web.exposure.include=*", "management.endpoint.readonly.access=unrestricted",
					"softlanding.panic.readiness.mode=guarded", "softlanding.panic.shared.enabled=true",
					"softlanding.panic.read-only.enabled=true", "softlanding.panic.readiness.keep-ready=50",
					"softlanding.web.quiet-period.max=1s");
	}

	private static void await(int seconds, Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(seconds)).pollInterval(Duration.ofMillis(50)).until(condition);
	}

	private void fail(SampleApp app) throws IOException, InterruptedException {
		for (int i = 0; i < 10; i++) {
			assertThat(panic(app, "error")).isEqualTo(500);
			assertThat(get(app, "/lab/panics/error")).isEqualTo(500);
		}
	}

	private int panic(SampleApp app, String kind) throws IOException, InterruptedException {
		return send(app.port(), "POST", "/lab/panics?kind=" + kind, "").statusCode();
	}

	private void awaitPut(int status, SampleApp... apps) {
		for (SampleApp app : apps) {
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.pollInterval(Duration.ofMillis(50))
				.untilAsserted(() -> assertThat(put(app)).as("%s\n%s", panics(app), app.output()).isEqualTo(status));
		}
	}

	private int put(SampleApp app) throws IOException, InterruptedException {
		// Each a shelf of its own: who counts one keeps others away from it.
		return send(app.port(), "PUT", "/lab/stock/" + app.port() + "?quantity=1", "").statusCode();
	}

	private int get(SampleApp app, String path) throws IOException, InterruptedException {
		return send(app.port(), "GET", path, "").statusCode();
	}

	private void readOnly(SampleApp app, String mode) throws IOException, InterruptedException {
		assertThat(send(app.managementPort(), "POST", "/actuator/readonly", "{\"mode\":\"" + mode + "\"}").statusCode())
			.isEqualTo(200);
	}

	private Map<String, Object> panics(SampleApp app) throws IOException, InterruptedException {
		return JsonParserFactory.getJsonParser()
			.parseMap(send(app.managementPort(), "GET", "/actuator/panics", "").body());
	}

	private long instances(SampleApp app) throws IOException, InterruptedException {
		return (panics(app).get("application") instanceof Map<?, ?> application)
				? SampleApp.number(application.get("instances")) : 0;
	}

	private HttpResponse<String> send(int port, String method, String path, String body)
			throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.header("Content-Type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(body))
			.build(), HttpResponse.BodyHandlers.ofString());
	}

}
