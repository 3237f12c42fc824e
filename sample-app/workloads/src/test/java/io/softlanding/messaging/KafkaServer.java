/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * A broker of Kafka in a process of its own, which can be paused and killed.
 */
final class KafkaServer implements AutoCloseable {

	private static final String STARTED = "broker at ";

	private final Process process;

	private final String address;

	private KafkaServer(Process process, String address) {
		this.process = process;
		this.address = address;
	}

	/** Runs the broker until its input ends, which is when the test has ended. */
	public static void main(String[] arguments) throws IOException {
		EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1);
		broker.brokerProperty("transaction.state.log.replication.factor", "1");
		broker.brokerProperty("transaction.state.log.min.isr", "1");
		broker.brokerProperty("group.initial.rebalance.delay.ms", "0");
		broker.afterPropertiesSet();
		// CHECKSTYLE:OFF
		System.out.println(STARTED + broker.getBrokersAsString());
		// CHECKSTYLE:ON
		while (System.in.read() >= 0) {
			continue;
		}
		Runtime.getRuntime().halt(0);
	}

	static KafkaServer start() throws IOException {
		Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx400m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				KafkaServer.class.getName()))
			.redirectErrorStream(true)
			.start();
		BufferedReader output = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
		List<String> lines = new ArrayList<>();
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			lines.add(line);
			if (line.startsWith(STARTED)) {
				Thread reader = new Thread(() -> output.lines().forEach((ignored) -> {
				}));
				reader.setDaemon(true);
				reader.start();
				return new KafkaServer(process, line.substring(STARTED.length()));
			}
		}
		throw new IllegalStateException("The broker has not started: " + lines);
	}

	String address() {
		return this.address;
	}

	void topic(String name, int partitions) throws Exception {
		try (Admin admin = admin()) {
			admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get(30, TimeUnit.SECONDS);
		}
	}

	/** Sends texts and waits until they are stored, spread over the partitions. */
	void send(String topic, int partitions, List<String> values) throws Exception {
		try (KafkaProducer<String, String> producer = new KafkaProducer<>(Map.of("bootstrap.servers", this.address),
				new StringSerializer(), new StringSerializer())) {
			for (int i = 0; i < values.size(); i++) {
				producer.send(new ProducerRecord<>(topic, i % partitions, null, values.get(i)));
			}
			producer.flush();
		}
	}

	/** Number of records of a topic that a group has acknowledged. */
	long acknowledged(String group, String topic) throws Exception {
		try (Admin admin = admin()) {
			Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
				.partitionsToOffsetAndMetadata()
				.get(30, TimeUnit.SECONDS);
			return offsets.entrySet()
				.stream()
				.filter((entry) -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
				.mapToLong((entry) -> entry.getValue().offset())
				.sum();
		}
	}

	/** Number of records of a topic with one partition. */
	long size(String topic) throws Exception {
		TopicPartition partition = new TopicPartition(topic, 0);
		try (Admin admin = admin()) {
			return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
				.partitionResult(partition)
				.get(30, TimeUnit.SECONDS)
				.offset();
		}
	}

	private Admin admin() {
		return Admin.create(Map.of("bootstrap.servers", this.address));
	}

	void pause() throws Exception {
		signal("STOP");
	}

	void resume() throws Exception {
		signal("CONT");
	}

	private void signal(String name) throws Exception {
		new ProcessBuilder("kill", "-" + name, Long.toString(this.process.pid())).start().waitFor();
	}

	@Override
	public void close() throws Exception {
		resume();
		this.process.destroyForcibly().waitFor(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS);
	}

}
