/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.softlanding.test.DrainHarness;
import io.softlanding.test.DrainHarnessBuilder;
import io.softlanding.test.InstanceEnd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SIGTERM while listeners of RabbitMQ handle messages.
 */
class RabbitDrainProcessTests {

	private final RabbitMqServer server = RabbitMqServer.shared();

	@BeforeEach
	void emptyQueues() throws Exception {
		try (Connection connection = this.server.connection(); Channel channel = connection.createChannel()) {
			channel.queueDelete("work");
		}
	}

	@Test
	void aMessageThatTakesLongerThanTheContainersTimeoutIsFinished() throws Exception {
		try (DrainHarness harness = application("single").start()) {
			publish("sleep 7000 a", "next b", "next c");
			awaitOutput(harness, "BEGIN sleep 7000 a");
			InstanceEnd end = harness.stop(0);
			System.err.println(end.describe());
			System.err.println("READY " + ready());
			assertThat(end.output()).contains("END sleep 7000 a").doesNotContain("INTERRUPTED", "BEGIN next");
			assertThat(ready()).isEqualTo(2);
		}
	}

	private DrainHarnessBuilder application(String listener) {
		return DrainHarness.of(RabbitListenerApplication.class)
			.withoutLibraries("spring-kafka", "spring-batch", "spring-jdbc", "quartz", "grpc", "rsocket", "artemis")
			.properties("listener=" + listener, "spring.rabbitmq.port=" + this.server.port(),
					"softlanding.drain.grace-period=20s");
	}

	private void publish(String... messages) throws Exception {
		try (Connection connection = this.server.connection(); Channel channel = connection.createChannel()) {
			channel.confirmSelect();
			for (String message : messages) {
				channel.basicPublish("", "work", null, message.getBytes(StandardCharsets.UTF_8));
			}
			channel.waitForConfirms();
		}
	}

	private long ready() throws Exception {
		try (Connection connection = this.server.connection(); Channel channel = connection.createChannel()) {
			return channel.messageCount("work");
		}
	}

	private static void awaitOutput(DrainHarness harness, String text) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> harness.instance(0).output().contains(text));
	}

}
