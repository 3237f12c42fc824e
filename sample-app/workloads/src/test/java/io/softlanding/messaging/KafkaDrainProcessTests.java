/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.test.DrainHarness;
import io.softlanding.test.DrainHarnessBuilder;
import io.softlanding.test.DrainReport.Participant;
import io.softlanding.test.InstanceEnd;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners and producers of Kafka in a process that receives a signal, on a real broker.
 */
class KafkaDrainProcessTests {

	private static final AtomicInteger topics = new AtomicInteger();

	private static KafkaServer server;

	@TempDir
	private Path directory;

	private final String topic = "orders" + topics.incrementAndGet();

	@BeforeAll
	static void startBroker() throws IOException {
		server = KafkaServer.start();
	}

	@AfterAll
	static void stopBroker() throws Exception {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "record", "batch", "manual", "transaction" })
	void whatWasHandedOverIsFinishedAndAcknowledged(String listener) throws Exception {
		server.topic(this.topic, 1);
		server.send(this.topic, 1, List.of("6000", "10"));
		try (DrainHarness harness = application(listener).start()) {
			awaitBegun(1);
			InstanceEnd end = harness.stop(0);
			assertThat(ended()).as(end.describe()).isEqualTo(2);
			// A transaction ends with a marker, which has an offset too.
			assertThat(server.acknowledged("orders", this.topic)).as(end.describe()).isEqualTo(2);
			assertThat(Processes.participant(end, "listeners").outcome()).as(end.describe())
				.isEqualTo(DrainOutcome.COMPLETED);
			assertThat(Processes.participant(end, "listener-stop").summary()).contains("orders");
		}
	}

	@Tag("first-leg")
	@Test
	void aListenerMayCallItsOwnServiceAtItsEnd() throws Exception {
		server.topic(this.topic, 1);
		server.send(this.topic, 1, List.of("call"));
		try (DrainHarness harness = application("record").start()) {
			awaitBegun(1);
			InstanceEnd end = harness.stop(0);
			assertThat(lines("answer 200")).as(end.describe()).isEqualTo(1);
			assertThat(server.acknowledged("orders", this.topic)).as(end.describe()).isEqualTo(1);
			assertThat(Processes.participant(end, "closed-event").outcome()).isEqualTo(DrainOutcome.COMPLETED);
		}
	}

	@Tag("first-leg")
	@Test
	void aBeanOfALaterPhaseStopsWhenListenersHaveGivenItTheirLastRecord() throws Exception {
		server.topic(this.topic, 1);
		server.send(this.topic, 1, List.of("12000"));
		try (DrainHarness harness = application("record").property("buffer", "true")
			.property("softlanding.discovery.closed-event", "at-close")
			.start()) {
			awaitBegun(1);
			InstanceEnd end = harness.stop(0);
			assertThat(lines("flush 1")).as(end.describe()).isEqualTo(1);
		}
	}

	@Tag("first-leg")
	@Test
	void theRestOfAPolledBatchIsLeftAndNothingIsHandledTwice() throws Exception {
		server.topic(this.topic, 1);
		server.send(this.topic, 1, Collections.nCopies(200, "200"));
		try (DrainHarness harness = application("record").property("softlanding.drain.grace-period", "8s").start()) {
			awaitBegun(1);
			InstanceEnd end = harness.stop(0);
			assertThat(ended()).as(end.describe()).isBetween(5L, 150L);
			assertThat(begun()).isEqualTo(ended());
			assertThat(server.acknowledged("orders", this.topic)).as(end.describe()).isEqualTo(ended());
			Participant listeners = Processes.participant(end, "listeners");
			assertThat(listeners.outcome()).as(end.describe()).isEqualTo(DrainOutcome.PARTIAL);
			assertThat(listeners.summary()).contains("left for redelivery: [orders]");
		}
	}

	@Tag("first-leg")
	@Test
	void aListenerThatNeverReturnsIsNamedAndTheProcessEndsInTime() throws Exception {
		server.topic(this.topic, 1);
		server.send(this.topic, 1, List.of("10", "hang"));
		try (DrainHarness harness = application("record").property("softlanding.drain.grace-period", "8s").start()) {
			awaitBegun(2);
			InstanceEnd end = harness.stop(0);
			assertThat(end.took()).as(end.describe()).isLessThan(Duration.ofSeconds(10));
			Participant listeners = Processes.participant(end, "listeners");
			assertThat(listeners.outcome()).as(end.describe()).isEqualTo(DrainOutcome.TIMED_OUT);
			assertThat(listeners.summary()).contains(this.topic + "-0@1", "orders");
			assertThat(String.valueOf(listeners.document())).contains("KafkaApplication", "age");
		}
	}

	@Tag("first-leg")
	@Test
	void aDelayBeforeARetryEndsAtOnce() throws Exception {
		server.topic(this.topic, 1);
		server.send(this.topic, 1, List.of("throw"));
		try (DrainHarness harness = application("record").start()) {
			awaitBegun(1);
			InstanceEnd end = harness.stop(0);
			assertThat(end.took()).as(end.describe()).isLessThan(Duration.ofSeconds(15));
			assertThat(Processes.participant(end, "listeners").outcome()).as(end.describe())
				.isEqualTo(DrainOutcome.COMPLETED);
			assertThat(server.acknowledged("orders", this.topic)).isZero();
		}
	}

	@Tag("first-leg")
	@Test
	void concurrentContainersFinishEachTheirRecord() throws Exception {
		server.topic(this.topic, 3);
		server.send(this.topic, 3, Collections.nCopies(3, "6000"));
		try (DrainHarness harness = application("record").property("spring.kafka.listener.concurrency", "3").start()) {
			awaitBegun(3);
			InstanceEnd end = harness.stop(0);
			assertThat(ended()).as(end.describe()).isEqualTo(3);
			assertThat(server.acknowledged("orders", this.topic)).as(end.describe()).isEqualTo(3);
			// One may have been finished before the others began.
			assertThat(Processes.participant(end, "listeners").summary()).containsPattern("[1-3] messages? or batch");
		}
	}

	@Tag("first-leg")
	@Test
	void aContainerThatIsStartedDuringTheDrainIsStopped() throws Exception {
		server.topic(this.topic, 1);
		server.send(this.topic, 1, Collections.nCopies(100, "100"));
		try (DrainHarness harness = application("record").property("auto-startup", "false")
			.property("softlanding.web.quiet-period.min", "1s")
			.start()) {
			int port = harness.port();
			Thread late = new Thread(() -> call(port, "/start/orders"));
			harness.instance(0).signal("TERM");
			late.start();
			InstanceEnd end = harness.instance(0).awaitEnd(Duration.ofSeconds(40));
			assertThat(server.acknowledged("orders", this.topic)).as(end.describe()).isEqualTo(ended());
			assertThat(begun()).isEqualTo(ended());
		}
	}

	@Test
	void maintenancePausesAndResumesWhatTheApplicationHasNotPaused() throws Exception {
		server.topic(this.topic, 1);
		try (DrainHarness harness = application("record").property("management.endpoint.drain.access", "unrestricted")
			.property("management.endpoints.web.exposure.include", "*")
			.start()) {
			int management = harness.instance(0).managementPort();
			server.send(this.topic, 1, List.of("1500", "10"));
			awaitBegun(1);
			drain(management, "drain");
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> status(management).contains("DRAINED"));
			assertThat(ended()).isEqualTo(2);
			assertThat(status(management)).contains("\"paused\":[\"orders\"]");
			server.send(this.topic, 1, List.of("10"));
			awaitNoneBut(2);
			drain(management, "resume");
			awaitBegun(3);
			// The balancer learns at its next probe that the instance is ready again.
			Awaitility.await().until(() -> call(harness.port(), "/pause/orders").equals("paused"));
			drain(management, "drain");
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> status(management).contains("DRAINED"));
			drain(management, "resume");
			server.send(this.topic, 1, List.of("10"));
			awaitNoneBut(3);
		}
	}

	@Tag("first-leg")
	@Test
	void aBrokerThatDoesNotAnswerDelaysTheEndNoLongerThanTheDrain() throws Exception {
		server.topic(this.topic, 1);
		try (KafkaServer other = KafkaServer.start()) {
			other.topic(this.topic, 1);
			other.send(this.topic, 1, List.of("10"));
			try (DrainHarness harness = application("record")
				.property("spring.kafka.bootstrap-servers", other.address())
				.property("softlanding.drain.grace-period", "10s")
				.start()) {
				awaitBegun(1);
				call(harness.port(), "/send/" + this.topic + "/1");
				Awaitility.await().until(() -> other.size(this.topic) == 2);
				other.pause();
				call(harness.port(), "/send/" + this.topic + "/7");
				InstanceEnd end = harness.stop(0);
				assertThat(end.took()).as(end.describe()).isLessThan(Duration.ofSeconds(12));
				Participant producers = Processes.participant(end, "producers");
				assertThat(producers.outcome()).as(end.describe()).isEqualTo(DrainOutcome.PARTIAL);
				assertThat(producers.summary()).contains(this.topic + "=7");
			}
		}
	}

	@Test
	void aRecordThatAnAsynchronousListenerHasNotFinishedIsDeliveredAgain() throws Exception {
		server.topic(this.topic, 1);
		server.send(this.topic, 1, List.of("10", "hang"));
		try (DrainHarness harness = application("async").start()) {
			awaitBegun(2);
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> server.acknowledged("orders", this.topic) == 1);
			InstanceEnd end = harness.stop(0);
			assertThat(Processes.participant(end, "listeners").outcome()).as(end.describe())
				.isEqualTo(DrainOutcome.COMPLETED);
			assertThat(server.acknowledged("orders", this.topic)).as(end.describe()).isEqualTo(1);
		}
	}

	@Test
	void whatAProducerHasBufferedIsSent() throws Exception {
		server.topic(this.topic, 1);
		String out = this.topic + "-out";
		server.topic(out, 1);
		try (DrainHarness harness = application("record")
			.property("spring.kafka.producer.properties.linger.ms", "20000")
			.start()) {
			call(harness.port(), "/send/" + out + "/100");
			InstanceEnd end = harness.stop(0);
			assertThat(Processes.participant(end, "producers").outcome()).as(end.describe())
				.isEqualTo(DrainOutcome.COMPLETED);
			assertThat(Processes.participant(end, "producers").summary()).contains("100");
			assertThat(server.size(out)).isEqualTo(100);
		}
	}

	private DrainHarnessBuilder application(String listener) {
		return DrainHarness.of(KafkaApplication.class)
			.withoutLibraries("spring-rabbit", "amqp", "artemis", "spring-jms", "spring-batch", "quartz", "grpc",
					"rsocket", "h2-", "spring-jdbc", "HikariCP")
			.property("listener", listener)
			.property("topic", this.topic)
			.property("record.log", this.directory.resolve("records").toString())
			.property("softlanding.drain.grace-period", "20s")
			.property("spring.kafka.bootstrap-servers", server.address())
			.property("spring.kafka.consumer.auto-offset-reset", "earliest")
			.property("spring.kafka.consumer.group-id", "orders")
			.property("spring.kafka.listener.ack-mode", listener.equals("manual") ? "manual" : "batch")
			.property(listener.equals("transaction") ? "spring.kafka.producer.transaction-id-prefix" : "unused", "tx-")
			.property("spring.kafka.admin.auto-create", "false");
	}

	/** A container that is paused does not begin the record that was sent. */
	private void awaitNoneBut(long count) {
		Awaitility.await()
			.during(Duration.ofMillis(1500))
			.atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(begun()).isEqualTo(count));
	}

	private void awaitBegun(long count) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> begun() >= count);
	}

	private long begun() {
		return lines("begin ");
	}

	private long ended() {
		return lines("end ");
	}

	private long lines(String prefix) {
		Path log = this.directory.resolve("records");
		try {
			return !Files.exists(log) ? 0
					: Files.readAllLines(log).stream().filter((line) -> line.startsWith(prefix)).count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String status(int port) {
		return request(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/shutdown-status")));
	}

	private static void drain(int port, String action) {
		request(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/drain"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"" + action + "\"}")));
	}

	private static String call(int port, String path) {
		return request(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.POST(HttpRequest.BodyPublishers.noBody()));
	}

	private static String request(HttpRequest.Builder request) {
		try {
			HttpResponse<String> response = HttpClient.newHttpClient()
				.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
			return (response.statusCode() == 200) ? response.body() : "failed: " + response;
		}
		catch (IOException ex) {
			return "failed: " + ex;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
