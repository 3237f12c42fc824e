/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.test.DrainHarness;
import io.softlanding.test.DrainHarnessBuilder;
import io.softlanding.test.InstanceEnd;
import io.softlanding.test.TcpProxy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SIGTERM and maintenance while listeners of RabbitMQ handle messages.
 */
class RabbitDrainProcessTests {

	/**
	 * A grace period of 12 s: without an answer of the broker, the end of the process is
	 * that of its watchdog.
	 */
	private static final Duration AT_THE_LATEST = Duration.ofMillis(14_500);

	private final RabbitMqServer server = RabbitMqServer.shared();

	@BeforeEach
	void emptyQueues() throws Exception {
		try (Connection connection = this.server.connection(); Channel channel = connection.createChannel()) {
			for (String queue : RabbitListenerApplication.KINDS) {
				channel.queueDelete(queue);
			}
			channel.queueDelete("replies");
			channel.queueDeclare("replies", true, false, false, null);
		}
	}

	/** Longer than the 5 s that a container waits by itself. */
	@Test
	void messagesInFlightAreFinishedWhateverTheContainer() throws Exception {
		List<String> queues = RabbitListenerApplication.KINDS;
		try (DrainHarness harness = application("kinds").start()) {
			for (String queue : queues) {
				publish(queue, "sleep 9000 " + queue);
			}
			for (String queue : queues) {
				Processes.awaitOutput(harness, "BEGIN sleep 9000 " + queue);
			}
			for (String queue : queues) {
				publish(queue, "next");
				publish(queue, "next");
			}
			InstanceEnd end = harness.stop(0);
			for (String queue : queues) {
				assertThat(end.output()).contains("END sleep 9000 " + queue);
			}
			assertThat(end.output()).doesNotContain("INTERRUPTED", "redelivered=true");
			String output = harness.instance(0).output();
			long next = output.lines().filter((line) -> line.contains("END next")).count();
			// The broker notices a moment later that the process has ended.
			Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
				Map<String, Long> ready = new TreeMap<>();
				for (String queue : queues) {
					ready.put(queue, ready(queue));
				}
				assertThat(ready.values().stream().mapToLong(Long::longValue).sum() + next)
					.as("%s and %s handled: %s", ready, next, output)
					.isEqualTo(2L * queues.size());
			});
			assertThat(Processes.listeners(end).outcome()).as(end.describe()).isEqualTo(DrainOutcome.COMPLETED);
			assertThat(Processes.participant(end, "listener-stop").summary()).contains("bean", "direct", "force-stop",
					"manual");
		}
	}

	@Tag("first-leg")
	@Test
	void aMessageThatWaitsForAnotherAttemptIsLeftForRedelivery() throws Exception {
		try (DrainHarness harness = application("work")
			.properties("spring.rabbitmq.listener.simple.retry.enabled=true",
					"spring.rabbitmq.listener.simple.retry.initial-interval=10m",
					"spring.rabbitmq.listener.simple.retry.max-interval=10m")
			.start()) {
			publish("work", "fail a");
			Processes.awaitOutput(harness, "BEGIN fail a");
			InstanceEnd end = harness.stop(0);
			assertThat(end.took()).as(end.describe()).isLessThan(Duration.ofSeconds(15));
			assertThat(Processes.listeners(end).outcome()).isEqualTo(DrainOutcome.PARTIAL);
			assertThat(Processes.listeners(end).summary()).contains("waiting for a retry and left for redelivery: 1");
			assertRedelivered();
		}
	}

	@Tag("first-leg")
	@Test
	void aListenerThatNeverReturnsIsNamedAndItsMessageIsRedelivered() throws Exception {
		try (DrainHarness harness = application("work").property("softlanding.drain.grace-period", "12s").start()) {
			publish("work", "hang");
			Processes.awaitOutput(harness, "BEGIN hang");
			InstanceEnd end = harness.stop(0);
			assertThat(end.took()).as(end.describe()).isLessThan(AT_THE_LATEST);
			assertThat(Processes.listeners(end).outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
			assertThat(Processes.listeners(end).summary()).contains("work (worker)");
			assertRedelivered();
		}
	}

	/** The process ends with its last thread: nothing exits or halts it. */
	@Tag("first-leg")
	@Test
	void aListenerThatDoesNotReturnIsInterruptedWhenOnlyTheContextIsClosed() throws Exception {
		try (DrainHarness harness = application("work")
			.properties("softlanding.drain.grace-period=12s", "management.endpoint.shutdown.access=unrestricted",
					"management.endpoints.web.exposure.include=*")
			.start()) {
			publish("work", "sleep 600000");
			Processes.awaitOutput(harness, "BEGIN sleep 600000");
			post(harness, "shutdown", "");
			InstanceEnd end = harness.instance(0).awaitEnd(Duration.ofSeconds(25));
			assertThat(end.output()).as(end.describe()).contains("INTERRUPTED sleep 600000");
			assertThat(Processes.listeners(end).outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
			assertRedelivered();
		}
	}

	@Tag("first-leg")
	@Test
	void aListenerThatFailsAgainAndAgainDelaysNothing() throws Exception {
		try (DrainHarness harness = application("work").start()) {
			publish("work", "fail a");
			Processes.awaitOutput(harness, "BEGIN fail a");
			InstanceEnd end = harness.stop(0);
			assertThat(end.took()).as(end.describe()).isLessThan(Duration.ofSeconds(8));
			assertThat(Processes.listeners(end).outcome()).isEqualTo(DrainOutcome.COMPLETED);
			assertRedelivered();
		}
	}

	@Tag("first-leg")
	@Test
	void aBrokerThatDoesNotAnswerDelaysNoLongerThanTheDrain() throws Exception {
		try (TcpProxy proxy = TcpProxy.to("127.0.0.1", this.server.port());
				DrainHarness harness = application("work")
					.properties("spring.rabbitmq.port=" + proxy.port(), "softlanding.drain.grace-period=12s")
					.start()) {
			publish("work", "sleep 3000 a");
			Processes.awaitOutput(harness, "BEGIN sleep 3000 a");
			proxy.blackHole();
			InstanceEnd end = harness.stop(0);
			assertThat(end.took()).as(end.describe()).isLessThan(AT_THE_LATEST);
			assertThat(Processes.listeners(end).outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
			assertThat(Processes.listeners(end).summary())
				.contains("0 messages being handled; containers not stopped: [worker]");
		}
	}

	@Tag("first-leg")
	@Test
	void aBrokerThatIsGoneDelaysNothing() throws Exception {
		try (TcpProxy proxy = TcpProxy.to("127.0.0.1", this.server.port());
				DrainHarness harness = application("work").property("spring.rabbitmq.port", "" + proxy.port())
					.start()) {
			proxy.close();
			proxy.reset();
			InstanceEnd end = harness.stop(0);
			assertThat(end.took()).as(end.describe()).isLessThan(Duration.ofSeconds(10));
		}
	}

	@Test
	void requestsGetTheRepliesThatTheyWaitFor() throws Exception {
		try (DrainHarness harness = application("replies").start();
				Connection connection = this.server.connection();
				Channel channel = connection.createChannel()) {
			CountDownLatch asked = new CountDownLatch(2);
			channel.basicConsume("work", true, (tag, delivery) -> {
				asked.countDown();
				CompletableFuture.delayedExecutor(4, TimeUnit.SECONDS)
					.execute(() -> reply(channel, delivery.getProperties()));
			}, (tag) -> {
			});
			CompletableFuture<String> direct = get(harness, "/direct");
			CompletableFuture<String> fixed = get(harness, "/fixed");
			assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
			InstanceEnd end = harness.stop(0);
			assertThat(direct.get(1, TimeUnit.SECONDS)).as(end.describe()).isEqualTo("200 reply");
			assertThat(fixed.get(1, TimeUnit.SECONDS)).as(end.describe()).isEqualTo("200 reply");
		}
	}

	@Test
	void messagesThatTheBrokerHasNotConfirmedAreCounted() throws Exception {
		try (TcpProxy proxy = TcpProxy.to("127.0.0.1", this.server.port());
				DrainHarness harness = application("sender")
					.properties("spring.rabbitmq.port=" + proxy.port(), "softlanding.drain.grace-period=12s",
							"spring.rabbitmq.publisher-confirm-type=correlated")
					.start()) {
			assertThat(get(harness, "/send").get(10, TimeUnit.SECONDS)).isEqualTo("200 sent");
			proxy.blackHole();
			assertThat(get(harness, "/send").get(10, TimeUnit.SECONDS)).isEqualTo("200 sent");
			InstanceEnd end = harness.stop(0);
			assertThat(end.took()).as(end.describe()).isLessThan(AT_THE_LATEST);
			assertThat(Processes.participant(end, "producers").outcome()).isEqualTo(DrainOutcome.PARTIAL);
			assertThat(Processes.participant(end, "producers").summary()).contains("rabbitTemplate=1");
		}
	}

	@Test
	void maintenancePausesAndResumesEveryKindOfContainer() throws Exception {
		List<String> queues = RabbitListenerApplication.KINDS;
		try (DrainHarness harness = application("kinds")
			.properties("management.endpoint.drain.access=unrestricted", "management.endpoints.web.exposure.include=*")
			.start()) {
			for (String queue : queues) {
				publish(queue, "sleep 7000 " + queue);
			}
			for (String queue : queues) {
				Processes.awaitOutput(harness, "BEGIN sleep 7000 " + queue);
			}
			drain(harness, "drain");
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> get(harness, "/actuator/shutdown-status").get().contains("DRAINED"));
			for (String queue : queues) {
				assertThat(harness.instance(0).output()).contains("END sleep 7000 " + queue);
				publish(queue, "next " + queue);
			}
			assertThat(harness.instance(0).output()).doesNotContain("INTERRUPTED");
			for (String queue : queues) {
				assertThat(ready(queue)).as(queue).isEqualTo(1);
			}
			drain(harness, "resume");
			for (String queue : queues) {
				Processes.awaitOutput(harness, "END next " + queue);
			}
			InstanceEnd end = harness.stop(0);
			assertThat(Processes.listeners(end).outcome()).as(end.describe()).isEqualTo(DrainOutcome.COMPLETED);
		}
	}

	private DrainHarnessBuilder application(String listener) {
		return DrainHarness.of(RabbitListenerApplication.class)
			.withoutLibraries("spring-kafka", "spring-batch", "spring-jdbc", "quartz", "grpc", "rsocket", "artemis",
					"spring-jms")
			.properties("listener=" + listener, "spring.rabbitmq.port=" + this.server.port(),
					"softlanding.drain.grace-period=20s");
	}

	private void publish(String queue, String message) throws Exception {
		try (Connection connection = this.server.connection(); Channel channel = connection.createChannel()) {
			channel.confirmSelect();
			channel.basicPublish("", queue, null, message.getBytes(StandardCharsets.UTF_8));
			channel.waitForConfirms();
		}
	}

	private static void reply(Channel channel, BasicProperties asked) {
		try {
			channel.basicPublish("", asked.getReplyTo(),
					new BasicProperties.Builder().correlationId(asked.getCorrelationId())
						.contentType("text/plain")
						.build(),
					"reply".getBytes(StandardCharsets.UTF_8));
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The broker notices a moment later that the process has ended. */
	private void assertRedelivered() {
		Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(ready("work")).isEqualTo(1));
	}

	private long ready(String queue) throws Exception {
		try (Connection connection = this.server.connection(); Channel channel = connection.createChannel()) {
			return channel.messageCount(queue);
		}
	}

	private static CompletableFuture<String> get(DrainHarness harness, String path) {
		int port = path.startsWith("/actuator") ? harness.instance(0).managementPort() : harness.instance(0).port();
		return HttpClient.newHttpClient()
			.sendAsync(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
					HttpResponse.BodyHandlers.ofString())
			.thenApply((response) -> response.statusCode() + " " + response.body());
	}

	private static void drain(DrainHarness harness, String action) throws Exception {
		post(harness, "drain", "{\"action\":\"" + action + "\"}");
	}

	private static void post(DrainHarness harness, String endpoint, String body) throws Exception {
		HttpClient.newHttpClient()
			.send(HttpRequest
				.newBuilder(URI
					.create("http://localhost:" + harness.instance(0).managementPort() + "/actuator/" + endpoint))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString(body))
				.build(), HttpResponse.BodyHandlers.discarding());
	}

}
