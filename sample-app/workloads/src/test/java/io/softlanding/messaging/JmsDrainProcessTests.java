/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.test.DrainHarness;
import io.softlanding.test.DrainHarnessBuilder;
import io.softlanding.test.InstanceEnd;
import io.softlanding.test.TcpProxy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SIGTERM and maintenance while listeners of JMS handle messages.
 */
class JmsDrainProcessTests {

	private static final List<String> QUEUES = List.of("polling", "pushed", "bean");

	private ArtemisServer server;

	@BeforeEach
	void start() throws Exception {
		this.server = ArtemisServer.start();
	}

	@AfterEach
	void stop() throws Exception {
		this.server.close();
	}

	@Test
	void messagesInFlightAreFinishedWhateverTheContainer() throws Exception {
		try (DrainHarness harness = application(this.server.port()).start()) {
			handleOneEach(harness, "sleep 6000 ");
			QUEUES.forEach((queue) -> this.server.send(queue, "next"));
			InstanceEnd end = harness.stop(0);
			for (String queue : QUEUES) {
				assertThat(end.output()).contains("END sleep 6000 " + queue);
			}
			assertThat(end.output()).doesNotContain("INTERRUPTED");
			long next = end.output().lines().filter((line) -> line.contains("END next")).count();
			assertThat(unacknowledged() + next).as(end.describe()).isEqualTo(QUEUES.size());
			assertThat(Processes.listeners(end).outcome()).as(end.describe()).isEqualTo(DrainOutcome.COMPLETED);
			assertThat(Processes.listeners(end).summary()).contains("not counting those of [bean, polling, pushed]");
		}
	}

	@Tag("first-leg")
	@Test
	void aListenerThatNeverReturnsIsNamedAndItsMessageIsRedelivered() throws Exception {
		try (DrainHarness harness = application(this.server.port()).property("softlanding.drain.grace-period", "12s")
			.start()) {
			this.server.send("polling", "hang");
			Processes.awaitOutput(harness, "BEGIN hang");
			InstanceEnd end = harness.stop(0);
			assertThat(end.took()).as(end.describe()).isLessThan(Duration.ofMillis(14_500));
			assertThat(Processes.listeners(end).outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
			assertThat(Processes.listeners(end).summary()).contains("containers not stopped: [polling]");
			assertThat(unacknowledged()).isEqualTo(1);
		}
	}

	@Tag("first-leg")
	@Test
	void aBrokerThatDoesNotAnswerDelaysNoLongerThanTheDrain() throws Exception {
		try (TcpProxy proxy = TcpProxy.to("127.0.0.1", this.server.port());
				DrainHarness harness = application(proxy.port()).property("softlanding.drain.grace-period", "12s")
					.start()) {
			proxy.blackHole();
			InstanceEnd end = harness.stop(0);
			assertThat(end.took()).as(end.describe()).isLessThan(Duration.ofMillis(14_500));
			assertThat(end.report()).as(end.describe()).isNotNull();
		}
	}

	@Test
	void maintenancePausesAndResumesEveryKindOfContainer() throws Exception {
		try (DrainHarness harness = application(this.server.port())
			.properties("management.endpoint.drain.access=unrestricted", "management.endpoints.web.exposure.include=*")
			.start()) {
			handleOneEach(harness, "sleep 3000 ");
			drain(harness, "drain");
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> request(harness, "shutdown-status", null).contains("DRAINED"));
			for (String queue : QUEUES) {
				assertThat(harness.instance(0).output()).contains("END sleep 3000 " + queue);
				this.server.send(queue, "next " + queue);
			}
			Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> unacknowledged() == QUEUES.size());
			assertThat(harness.instance(0).output()).doesNotContain("BEGIN next");
			drain(harness, "resume");
			for (String queue : QUEUES) {
				Processes.awaitOutput(harness, "END next " + queue);
			}
		}
	}

	private static DrainHarnessBuilder application(int port) {
		return DrainHarness.of(JmsListenerApplication.class)
			.withoutLibraries("spring-kafka", "spring-batch", "spring-jdbc", "quartz", "grpc", "rsocket",
					"spring-rabbit", "amqp-client", "artemis-jakarta-server", "artemis-server")
			.properties("spring.artemis.mode=native", "spring.artemis.broker-url=tcp://127.0.0.1:" + port,
					"softlanding.drain.grace-period=20s");
	}

	private void handleOneEach(DrainHarness harness, String message) {
		QUEUES.forEach((queue) -> this.server.send(queue, message + queue));
		QUEUES.forEach((queue) -> Processes.awaitOutput(harness, "BEGIN " + message + queue));
	}

	private long unacknowledged() {
		return QUEUES.stream().mapToLong((queue) -> this.server.size(queue)).sum();
	}

	private static void drain(DrainHarness harness, String action) throws Exception {
		request(harness, "drain", "{\"action\":\"" + action + "\"}");
	}

	private static String request(DrainHarness harness, String endpoint, String body) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(
				URI.create("http://localhost:" + harness.instance(0).managementPort() + "/actuator/" + endpoint));
		if (body != null) {
			request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
		}
		return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
	}

}
