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
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A drain that is undone, and one that is only observed.
 */
@Tag("first-leg")
class MaintenanceProcessTests {

	private static final String PROBE = "/actuator/health/readiness";

	private static final Duration INTERVAL = Duration.ofMillis(500);

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void anInstanceIsDrainedAndResumedThroughItsOwnPort() throws Exception {
		try (ChildProcess app = launch().start().awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1500")) {
			app.awaitLine("WORKING");
			HttpResponse<String> answer = post(app, "drain");
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
			assertThat(answer.body()).contains("\"reason\":\"MAINTENANCE\"", "\"address\":\"127.0.0.1\"");
			assertThat(get(app, PROBE)).isEqualTo(503);
			assertThat(request.read().status()).isEqualTo(200);
			awaitState(app, "DRAINED");
			assertThat(get(app, "/work?ms=1")).isEqualTo(503);
			assertThat(post(app, "drain").statusCode()).isEqualTo(200);
			assertThat(post(app, "resume").statusCode()).isEqualTo(202);
			awaitState(app, "RUNNING");
			assertThat(get(app, PROBE)).isEqualTo(200);
			assertThat(get(app, "/work?ms=1")).isEqualTo(200);
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.report()).containsEntry("reason", "SIGTERM").containsEntry("state", "STOPPED");
			assertThat(app.output()).contains("Draining for maintenance, requested by an unnamed caller at 127.0.0.1",
					"Resuming, requested by");
		}
	}

	@Test
	void resumingWhileRequestsAreWaitedForLeavesTheInstanceAsItWas() throws Exception {
		try (ChildProcess app = launch().with("softlanding.drain.timeout=60s").start().awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/work?ms=3000")) {
			app.awaitLine("WORKING");
			post(app, "drain");
			app.awaitLine("IN_FLIGHT: 1 request in flight");
			post(app, "resume");
			awaitState(app, "RUNNING");
			assertThat(get(app, "/work?ms=1")).isEqualTo(200);
			assertThat(get(app, PROBE)).isEqualTo(200);
			assertThat(request.read().status()).isEqualTo(200);
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
		}
	}

	@Test
	void onKubernetesTheKubeletIsRefusedOftenEnoughBeforeRequestsAre() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("management.endpoint.drain.access=unrestricted", "spring.main.cloud-platform=kubernetes",
					"softlanding.web.quiet-period.min=0s", "softlanding.web.quiet-period.settle=100ms")
			.start()
			.awaitReady()) {
			for (int i = 0; i < 4; i++) {
				assertThat(kubelet(app)).isEqualTo(200);
			}
			assertThat(post(app, "drain").statusCode()).isEqualTo(202);
			for (int i = 0; i < 3; i++) {
				assertThat(get(app, "/work?ms=1")).as(app.output()).isEqualTo(200);
				assertThat(kubelet(app)).isEqualTo(503);
			}
			awaitState(app, "DRAINED");
			assertThat(get(app, "/work?ms=1")).isEqualTo(503);
			post(app, "resume");
			awaitState(app, "RUNNING");
			assertThat(kubelet(app)).isEqualTo(200);
		}
	}

	/** Probes as the kubelet does, which waits between its probes. */
	private int kubelet(ChildProcess app) throws IOException, InterruptedException {
		int status = this.client
			.send(HttpRequest.newBuilder(uri(app, PROBE)).header("User-Agent", "kube-probe/1.31").build(),
					HttpResponse.BodyHandlers.discarding())
			.statusCode();
		Thread.sleep(INTERVAL.toMillis());
		return status;
	}

	@Test
	void aSignalDuringMaintenanceEndsTheInstance() throws Exception {
		try (ChildProcess app = launch().start().awaitReady()) {
			post(app, "drain");
			awaitState(app, "DRAINED");
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.report()).containsEntry("reason", "SIGTERM")
				.containsEntry("stage", "graceful")
				.containsEntry("state", "STOPPED");
		}
	}

	@Test
	void nobodyHasAccessByDefault() throws Exception {
		try (ChildProcess app = ChildProcess.launch().start().awaitReady()) {
			assertThat(post(app, "drain").statusCode()).isEqualTo(404);
			assertThat(get(app, PROBE)).isEqualTo(200);
		}
	}

	@Test
	void whatIsNoActionIsRefused() throws Exception {
		try (ChildProcess app = launch().start().awaitReady()) {
			assertThat(post(app, "explode").statusCode()).isEqualTo(400);
			assertThat(get(app, PROBE)).isEqualTo(200);
		}
	}

	@Test
	void anObservedDrainLeavesEverythingToSpringAndSaysWhatWasOpen() throws Exception {
		try (ChildProcess app = launch().with("softlanding.drain.mode=observe", "server.shutdown=graceful")
			.start()
			.awaitReady(); HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1500")) {
			app.awaitLine("WORKING");
			assertThat(post(app, "drain").statusCode()).isEqualTo(409);
			app.signal("TERM");
			assertThat(request.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("observe-only").get("open").toString()).contains("active=1", "/work");
			assertThat(app.participant("requests")).containsEntry("outcome", "SKIPPED")
				.containsEntry("summary", "Observe-only mode");
			assertThat(app.report()).containsEntry("outcome", "SKIPPED");
			assertThat(app.lines()).doesNotContain("TRANSACTIONS", "CACHES", "LOCKS", "HANDOFF");
			assertThat(app.output()).contains("Softlanding will observe a drain")
				.contains("Commencing graceful shutdown");
		}
	}

	private static ChildProcess.Launch launch() {
		return ChildProcess.launch()
			.with("management.endpoint.drain.access=unrestricted", "softlanding.web.quiet-period.settle=100ms",
					"softlanding.web.quiet-period.refusals=0");
	}

	private HttpResponse<String> post(ChildProcess app, String action) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(uri(app, "/actuator/drain"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"%s\"}".formatted(action)))
			.build(), HttpResponse.BodyHandlers.ofString());
	}

	private int get(ChildProcess app, String path) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(uri(app, path)).build(), HttpResponse.BodyHandlers.discarding())
			.statusCode();
	}

	private static URI uri(ChildProcess app, String path) {
		return URI.create("http://127.0.0.1:" + app.port() + path);
	}

	private void awaitState(ChildProcess app, String state) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
			Map<String, Object> status = JsonParserFactory.getJsonParser()
				.parseMap(this.client
					.send(HttpRequest.newBuilder(uri(app, "/actuator/shutdown-status")).build(),
							HttpResponse.BodyHandlers.ofString())
					.body());
			return state.equals(status.get("state"));
		});
	}

}
