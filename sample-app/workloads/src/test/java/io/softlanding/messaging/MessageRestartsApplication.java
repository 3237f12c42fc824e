/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.annotation.KafkaListener;

/**
 * Works for some time on each message, and then writes its text to a file, behind the
 * number of the process.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ MessageRestartsApplication.Kafka.class, MessageRestartsApplication.Rabbit.class })
public class MessageRestartsApplication {

	static final String NAME = "restarts";

	static final long WORK_MILLIS = 5;

	public static void main(String[] arguments) {
		SpringApplication.run(MessageRestartsApplication.class, arguments);
	}

	@Bean
	Worker worker(@Value("${processed}") Path file) throws IOException {
		return new Worker(file);
	}

	static final class Worker {

		private final OutputStream output;

		Worker(Path file) throws IOException {
			this.output = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}

		void process(String text) throws Exception {
			Thread.sleep(WORK_MILLIS);
			// One call, so that lines of several processes do not mix.
			this.output.write((ProcessHandle.current().pid() + " " + text + "\n").getBytes(StandardCharsets.UTF_8));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "broker", havingValue = "kafka")
	static class Kafka {

		private final Worker worker;

		Kafka(Worker worker) {
			this.worker = worker;
		}

		@KafkaListener(id = NAME, topics = NAME, concurrency = "12")
		void onRecord(String text) throws Exception {
			this.worker.process(text);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "broker", havingValue = "rabbit")
	static class Rabbit {

		private final Worker worker;

		Rabbit(Worker worker) {
			this.worker = worker;
		}

		@RabbitListener(id = NAME, queues = NAME, concurrency = "12")
		void onMessage(String text) throws Exception {
			this.worker.process(text);
		}

	}

}
