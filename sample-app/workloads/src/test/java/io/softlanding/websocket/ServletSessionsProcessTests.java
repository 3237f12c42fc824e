/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.test.DrainHarness;
import io.softlanding.test.DrainHarnessBuilder;
import io.softlanding.test.DrainReport;
import io.softlanding.test.InstanceEnd;
import org.junit.jupiter.api.Test;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the end of sessions on Tomcat, with SIGTERM.
 */
class ServletSessionsProcessTests {

	static final String[] OTHERS = { "kafka", "rabbit", "amqp", "artemis", "jms", "batch", "quartz", "grpc", "rsocket",
			"jdbc", "h2-", "HikariCP", "softlanding-sample-servers" };

	static DrainHarnessBuilder chat(String... properties) {
		return DrainHarness.of(Chat.class)
			.withoutLibraries(OTHERS)
			.properties("softlanding.drain.grace-period=20s", "management.endpoints.web.exposure.include=*",
					"management.endpoint.drain.access=unrestricted")
			.properties(properties);
	}

	@Test
	void sessionsOfEveryKindAreClosedWithGoingAway() throws Exception {
		try (DrainHarness harness = chat().start()) {
			int port = harness.instance(0).port();
			List<Client> clients = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				clients.add(Client.connect(port, "/raw"));
				clients.add(Client.connect(port, "/rooms/" + i));
				clients.add(Client.connect(port, "/stomp", "v12.stomp"));
			}
			InstanceEnd end = harness.stop(0);
			for (Client client : clients) {
				assertThat(client.code()).as(end.describe()).isEqualTo(1001);
			}
		}
	}

	@Test
	void messageBeingHandledIsAnsweredBeforeItsSessionIsClosed() throws Exception {
		try (DrainHarness harness = chat("softlanding.web.quiet-period.min=4s").start()) {
			int port = harness.instance(0).port();
			Client raw = Client.connect(port, "/raw").send("wait 8000");
			Client annotated = Client.connect(port, "/rooms/7").send("wait 8000");
			Client stomp = Client.connect(port, "/stomp", "v12.stomp")
				.send("CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
			stomp.send("SUBSCRIBE\nid:1\ndestination:/topic/answers\n\n\0");
			stomp.send("SEND\ndestination:/app/work\n\nwait 8000\0");
			harness.instance(0).signal("TERM");
			awaitRefusal(port);
			List<Map<String, Object>> handling = handling(harness);
			assertThat(handling).extracting((each) -> each.get("path"))
				.containsExactlyInAnyOrder("/raw", "/rooms/{room}", "/stomp");
			assertThat(handling).extracting((each) -> String.valueOf(each.get("thread")))
				.allMatch((thread) -> thread.contains("-exec-") || thread.startsWith("clientInboundChannel-"));
			// Requests are served during the quiet period, upgrades are not.
			assertThat(get(port, "/hello")).isEqualTo(200);
			InstanceEnd end = harness.stop(0);
			assertThat(raw.code()).isEqualTo(1001);
			assertThat(raw.received).containsExactly("done wait 8000");
			assertThat(annotated.code()).isEqualTo(1001);
			assertThat(annotated.received).containsExactly("done wait 8000");
			assertThat(stomp.code()).isEqualTo(1001);
			assertThat(stomp.received).last().asString().contains("done wait 8000");
			DrainReport.Participant websocket = end.report().participant("websocket").orElseThrow();
			assertThat(websocket.outcome()).isEqualTo(DrainOutcome.COMPLETED);
			assertThat(websocket.summary()).endsWith("3 messages were completed first");
		}
	}

	@Test
	void whatNeverEndsIsForcedAndNamed() throws Exception {
		try (DrainHarness harness = chat("softlanding.drain.grace-period=12s", "softlanding.websocket.close-code=1012")
			.start()) {
			int port = harness.instance(0).port();
			Client idle = Client.connect(port, "/raw");
			Client stuck = Client.connect(port, "/raw").send("wait 60000");
			Client deaf = Client.deaf(port, "/raw").send("flood");
			try (SilentClient silent = new SilentClient(port, "/raw")) {
				InstanceEnd end = harness.stop(0);
				assertThat(idle.code()).isEqualTo(1012);
				assertThat(stuck.code()).isEqualTo(1012);
				assertThat(silent.closeCode()).isEqualTo(1012);
				assertThat(end.took()).as(end.describe()).isLessThan(Duration.ofSeconds(12));
				assertThat(end.report().participant("requests").orElseThrow().outcome())
					.isEqualTo(DrainOutcome.NOTHING_TO_DO);
				DrainReport.Participant websocket = end.report().participant("websocket").orElseThrow();
				assertThat(websocket.outcome()).isEqualTo(DrainOutcome.PARTIAL);
				assertThat(websocket.summary()).contains("closed while its message was being handled",
						"did not answer the close frame");
			}
			assertThat(deaf).isNotNull();
		}
	}

	@Test
	void heartbeatClosesTheSessionOfAClientThatIsGoneAndNoOther() throws Exception {
		try (DrainHarness harness = chat("softlanding.websocket.heartbeat=3s").start()) {
			int port = harness.instance(0).port();
			Client idle = Client.connect(port, "/raw");
			Client busy = Client.connect(port, "/raw").send("wait 8000");
			try (SilentClient gone = new SilentClient(port, "/raw")) {
				assertThat(gone.closeCode()).isEqualTo(1011);
			}
			await().atMost(Duration.ofSeconds(30)).until(() -> busy.received.contains("done wait 8000"));
			assertThat(idle.end).isNotDone();
			assertThat(busy.end).isNotDone();
		}
	}

	@Test
	void handlerThatClosesTheContextDoesNotWaitForItself() throws Exception {
		try (DrainHarness harness = chat().start()) {
			Client client = Client.connect(harness.instance(0).port(), "/raw").send("exit");
			InstanceEnd end = harness.instance(0).awaitEnd(Duration.ofSeconds(30));
			assertThat(client.code()).isEqualTo(1001);
			assertThat(end.took()).isLessThan(Duration.ofSeconds(30));
			assertThat(end.report().phase("IN_FLIGHT").orElseThrow().took()).isLessThan(Duration.ofSeconds(5));
		}
	}

	@Test
	void maintenanceClosesSessionsAtTheRateAndResumeAcceptsNewOnes() throws Exception {
		try (DrainHarness harness = chat("softlanding.websocket.close-rate=20", "softlanding.websocket.close-code=1012",
				"softlanding.web.quiet-period.settle=100ms", "softlanding.web.quiet-period.max=3s")
			.start()) {
			int port = harness.instance(0).port();
			List<Client> clients = new ArrayList<>();
			for (int i = 0; i < 60; i++) {
				clients.add(Client.connect(port, "/raw"));
			}
			drain(harness, "drain");
			awaitRefusal(port);
			List<Long> ends = new ArrayList<>();
			for (Client client : clients) {
				assertThat(client.code()).isEqualTo(1012);
				ends.add(client.endNanos);
			}
			Collections.sort(ends);
			assertThat(ends.get(59) - ends.get(0)).isBetween(2_500_000_000L, 4_500_000_000L);
			// The clients share a busy machine with the server.
			for (int i = 0; i + 26 < 60; i++) {
				assertThat(ends.get(i + 26) - ends.get(i)).as("more than 26 in a second").isGreaterThan(1_000_000_000L);
			}
			drain(harness, "resume");
			await().atMost(Duration.ofSeconds(20)).until(() -> {
				try {
					Client.connect(port, "/raw");
					return true;
				}
				catch (Exception ex) {
					return false;
				}
			});
			Client again = Client.connect(port, "/raw").send("hello");
			await().until(() -> again.received.contains("done hello"));
			harness.stop(0);
			assertThat(again.code()).isEqualTo(1012);
		}
	}

	private static void awaitRefusal(int port) {
		await().atMost(Duration.ofSeconds(10)).until(() -> {
			try {
				Client.connect(port, "/raw");
				return false;
			}
			catch (ExecutionException ex) {
				assertThat(ex).cause().isInstanceOf(WebSocketHandshakeException.class);
				HttpResponse<?> response = ((WebSocketHandshakeException) ex.getCause()).getResponse();
				assertThat(response.statusCode()).isEqualTo(503);
				assertThat(response.headers().firstValue("Retry-After")).isPresent();
				return true;
			}
		});
	}

	private static int get(int port, String path) throws Exception {
		return Client.HTTP
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
					HttpResponse.BodyHandlers.discarding())
			.statusCode();
	}

	private static void drain(DrainHarness harness, String action) throws Exception {
		int status = Client.HTTP
			.send(HttpRequest
				.newBuilder(URI.create("http://localhost:" + harness.instance(0).managementPort() + "/actuator/drain"))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"" + action + "\"}"))
				.build(), HttpResponse.BodyHandlers.discarding())
			.statusCode();
		assertThat(status).isBetween(200, 202);
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> handling(DrainHarness harness) throws Exception {
		String body = Client.HTTP
			.send(HttpRequest
				.newBuilder(URI
					.create("http://localhost:" + harness.instance(0).managementPort() + "/actuator/shutdown-status"))
				.build(), HttpResponse.BodyHandlers.ofString())
			.body();
		Map<String, Object> status = JsonParserFactory.getJsonParser().parseMap(body);
		return (List<Map<String, Object>>) ((Map<String, Object>) status.get("webSockets")).get("handling");
	}

}
