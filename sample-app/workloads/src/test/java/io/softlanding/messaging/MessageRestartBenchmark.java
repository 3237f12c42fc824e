/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.softlanding.test.DrainHarness;
import io.softlanding.test.DrainHarnessBuilder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Restarts two instances in turn while 1,000 messages a second arrive. Run by
 * {@code sample-app/bench/message-restarts.sh}.
 */
@Timeout(600)
class MessageRestartBenchmark {

	private static final String NAME = MessageRestartsApplication.NAME;

	private static final int PARTITIONS = 12;

	/** Milliseconds for the same number of messages. */
	private static final int TICK = 10;

	private final int restarts = Integer.getInteger("message.restarts", 1);

	private final boolean plain = Boolean.getBoolean("message.plain");

	@TempDir
	private Path directory;

	@Test
	void kafka() throws Exception {
		try (KafkaServer server = KafkaServer.start();
				KafkaProducer<String, String> producer = new KafkaProducer<>(
						Map.of("bootstrap.servers", server.address()), new StringSerializer(),
						new StringSerializer())) {
			server.topic(NAME, PARTITIONS);
			restart("Kafka",
					application("kafka", "rabbit").properties("spring.kafka.bootstrap-servers=" + server.address(),
							"spring.kafka.consumer.auto-offset-reset=earliest",
							"spring.kafka.consumer.max-poll-records=20"),
					(number) -> producer
						.send(new ProducerRecord<>(NAME, number % PARTITIONS, null, Integer.toString(number))),
					producer::flush);
		}
	}

	@Test
	void rabbit() throws Exception {
		RabbitMqServer server = RabbitMqServer.shared();
		try (Connection connection = server.connection(); Channel channel = connection.createChannel()) {
			channel.queueDelete(NAME);
			channel.queueDeclare(NAME, true, false, false, null);
			channel.confirmSelect();
			restart("RabbitMQ", application("rabbit", "kafka").property("spring.rabbitmq.port", "" + server.port()),
					(number) -> channel.basicPublish("", NAME, null,
							Integer.toString(number).getBytes(StandardCharsets.UTF_8)),
					channel::waitForConfirms);
		}
	}

	/** No requests arrive, so that no balancer has to learn of the end. */
	private DrainHarnessBuilder application(String broker, String without) {
		return DrainHarness.of(MessageRestartsApplication.class)
			.instances(2)
			.withoutLibraries("artemis", "spring-jms", "spring-batch", "quartz", "grpc", "rsocket", "h2-",
					"spring-jdbc", "HikariCP", without)
			.properties("broker=" + broker, "processed=" + file(), "softlanding.enabled=" + !this.plain,
					"softlanding.drain.grace-period=30s", "softlanding.web.quiet-period.max=0s");
	}

	private Path file() {
		return this.directory.resolve("processed");
	}

	private void restart(String broker, DrainHarnessBuilder application, Sender sender, Flush flush) throws Exception {
		Duration longest = Duration.ZERO;
		try (DrainHarness harness = application.start(); Load load = new Load(sender, flush)) {
			for (int i = 0; i < this.restarts; i++) {
				awaitWork(harness);
				Duration took = harness.stop(i % 2).took();
				longest = (took.compareTo(longest) > 0) ? took : longest;
				harness.start(i % 2);
			}
			awaitWork(harness);
			Set<Integer> sent = load.end();
			List<Integer> processed = awaitProcessed(sent);
			int twice = processed.size() - new HashSet<>(processed).size();
			sent.removeAll(Set.copyOf(processed));
			// CHECKSTYLE:OFF
			System.out.printf(Locale.ROOT,
					"%s with %s: %d messages, %d restarts, %d lost, %d processed twice, longest stop %.2f s%n",
					this.plain ? "Plain Spring Boot" : "Softlanding", broker, load.count, this.restarts, sent.size(),
					twice, longest.toMillis() / 1e3);
			// CHECKSTYLE:ON
			if (!this.plain) {
				assertThat(sent).as("lost").isEmpty();
				assertThat(twice).as("processed twice").isZero();
			}
		}
	}

	/** Each instance processes messages. */
	private void awaitWork(DrainHarness harness) {
		harness.instances()
			.forEach((instance) -> Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.pollInterval(Duration.ofMillis(200))
				.until(() -> Files.exists(file())
						&& Files.readString(file()).contains("\n" + instance.process().pid() + " ")));
	}

	private List<Integer> awaitProcessed(Set<Integer> sent) throws Exception {
		try {
			Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Set.copyOf(processed()).containsAll(sent));
		}
		catch (ConditionTimeoutException ex) {
			// What is lost is counted.
		}
		return processed();
	}

	private List<Integer> processed() throws Exception {
		return Files.readAllLines(file())
			.stream()
			.map((line) -> Integer.valueOf(line.substring(line.indexOf(' ') + 1)))
			.toList();
	}

	private interface Sender {

		void send(int number) throws Exception;

	}

	private interface Flush {

		void flush() throws Exception;

	}

	/** Sends 1,000 messages a second until it ends. */
	private static final class Load implements AutoCloseable {

		private final AtomicBoolean ended = new AtomicBoolean();

		private final Thread thread;

		private final Flush flush;

		private volatile int count;

		private Load(Sender sender, Flush flush) {
			this.flush = flush;
			this.thread = new Thread(() -> run(sender), "load");
			this.thread.start();
		}

		private void run(Sender sender) {
			long next = System.nanoTime();
			try {
				while (!this.ended.get()) {
					for (int i = 0; i < TICK; i++) {
						sender.send(this.count);
						this.count = this.count + 1;
					}
					next += TimeUnit.MILLISECONDS.toNanos(TICK);
					TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
				}
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

		/** Numbers of all messages, once the broker has them. */
		private Set<Integer> end() throws Exception {
			close();
			this.flush.flush();
			Set<Integer> sent = new HashSet<>();
			for (int i = 0; i < this.count; i++) {
				sent.add(i);
			}
			return sent;
		}

		@Override
		public void close() throws InterruptedException {
			this.ended.set(true);
			this.thread.join();
		}

	}

}
