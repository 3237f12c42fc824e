/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import io.softlanding.test.HttpConnection;
import io.softlanding.test.HttpConnection.Answer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Changes of orders that are made during a drain reach Kafka, and clients on a WebSocket
 * are told to go.
 */
@ExtendWith(ServersExtension.class)
@Timeout(240)
class UpdatesEndToEndTests {

	private static final int ORDERS = 20;

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	/** What a client hears. */
	private static final class Updates implements WebSocket.Listener {

		private final List<String> statuses = new CopyOnWriteArrayList<>();

		private final CompletableFuture<Integer> closed = new CompletableFuture<>();

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
			this.statuses.add(status(text.toString()));
			return WebSocket.Listener.super.onText(socket, text, last);
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			this.closed.complete(code);
			return WebSocket.Listener.super.onClose(socket, code, reason);
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			this.closed.completeExceptionally(error);
		}

	}

	@Test
	void everyChangeIsPublishedAlthoughTheServiceEnds(ServerAddresses servers) throws Exception {
		EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1);
		broker.afterPropertiesSet();
		try (SampleApp app = SampleApp.launch(servers)
			.quick()
			// Nothing is sent before it is flushed.
			.with("spring.profiles.active=kafka", "spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
					"spring.kafka.producer.properties.linger.ms=20000", "softlanding.web.quiet-period.max=1s")
			.start()
			.awaitReady(); KafkaConsumer<String, String> consumer = consumer(broker)) {
			Updates updates = new Updates();
			HttpClient.newHttpClient()
				.newWebSocketBuilder()
				.buildAsync(URI.create("ws://localhost:" + app.port() + "/updates"), updates)
				.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			String last = "";
			for (int i = 0; i < ORDERS; i++) {
				last = place(app);
			}
			Awaitility.await().atMost(PATIENCE).until(() -> updates.statuses.size() == ORDERS);
			try (HttpConnection paying = HttpConnection.open(app.port())) {
				paying.send("POST", "/orders/" + last + "/pay?ms=2000");
				Awaitility.await().atMost(PATIENCE).until(() -> app.inFlight() == 1);
				app.signal("TERM");
				assertThat(paying.read().status()).isEqualTo(200);
			}
			assertThat(app.awaitExit(PATIENCE)).as(app.output()).isEqualTo(143);
			assertThat(updates.closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1001);
			List<String> statuses = read(consumer);
			assertThat(statuses).filteredOn("PLACED"::equals).hasSize(ORDERS);
			assertThat(statuses).filteredOn("PAID"::equals).hasSize(1);
			assertThat(app.participant("HANDOFF", "producers")).containsEntry("outcome", "COMPLETED");
			assertThat(app.participant("IN_FLIGHT", "websocket")).containsEntry("outcome", "COMPLETED");
		}
		finally {
			broker.destroy();
		}
	}

	private static String place(SampleApp app) throws Exception {
		try (HttpConnection connection = HttpConnection.open(app.port())) {
			Answer answer = connection.send("POST", "/orders", "{\"sku\":\"cushion\",\"quantity\":1}").read();
			assertThat(answer.status()).as(answer.text()).isEqualTo(201);
			return String.valueOf(JsonParserFactory.getJsonParser().parseMap(answer.text()).get("id"));
		}
	}

	private static String status(String order) {
		return String.valueOf(JsonParserFactory.getJsonParser().parseMap(order).get("status"));
	}

	private static KafkaConsumer<String, String> consumer(EmbeddedKafkaKraftBroker broker) {
		return new KafkaConsumer<>(Map.of("bootstrap.servers", broker.getBrokersAsString()), new StringDeserializer(),
				new StringDeserializer());
	}

	/** The statuses of all records that are in the topic. */
	private static List<String> read(KafkaConsumer<String, String> consumer) {
		TopicPartition partition = new TopicPartition("orders", 0);
		consumer.assign(List.of(partition));
		consumer.seekToBeginning(List.of(partition));
		List<String> statuses = new CopyOnWriteArrayList<>();
		long end = consumer.endOffsets(List.of(partition)).get(partition);
		while (consumer.position(partition) < end) {
			consumer.poll(Duration.ofSeconds(1)).forEach((sent) -> statuses.add(status(sent.value())));
		}
		return statuses;
	}

}
