/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.util.backoff.FixedBackOff;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Listens to a topic. The value of a record says what happens: {@code 500} takes half a
 * second, {@code throw} fails, {@code hang} never returns, {@code call} calls the
 * application itself after six seconds.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(KafkaApplication.Control.class)
public class KafkaApplication {

	public static void main(String[] arguments) {
		SpringApplication.run(KafkaApplication.class, arguments);
	}

	@Bean
	Handler handler(@Value("${record.log}") Path log, Environment environment) {
		return new Handler(log, environment);
	}

	/** Keeps what listeners have handled until it is stopped, after them. */
	@Bean
	@ConditionalOnProperty("buffer")
	SmartLifecycle buffer(Handler handler) {
		return new SmartLifecycle() {

			private volatile boolean running;

			@Override
			public void start() {
				this.running = true;
			}

			@Override
			public void stop() {
				this.running = false;
				handler.write("flush " + handler.handled.get());
			}

			@Override
			public boolean isRunning() {
				return this.running;
			}

			@Override
			public int getPhase() {
				return Integer.MAX_VALUE - 500;
			}

		};
	}

	/** What listeners do, written to a file. */
	static final class Handler {

		private final AtomicInteger handled = new AtomicInteger();

		private final Path log;

		private final Environment environment;

		Handler(Path log, Environment environment) {
			this.log = log;
			this.environment = environment;
		}

		void handle(ConsumerRecord<?, String> record) {
			String id = record.partition() + "@" + record.offset();
			write("begin " + id);
			switch (record.value()) {
				case "throw" -> throw new IllegalStateException("This record fails");
				case "hang" -> sleep(Long.MAX_VALUE);
				case "call" -> {
					sleep(6000);
					callOwnService();
				}
				default -> sleep(Long.parseLong(record.value()));
			}
			this.handled.incrementAndGet();
			write("end " + id);
		}

		synchronized void write(String line) {
			try {
				Files.writeString(this.log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private void callOwnService() {
			String port = this.environment.getRequiredProperty("local.server.port");
			try {
				URL health = new URL("http://localhost:" + port + "/actuator/health/liveness");
				write("answer " + ((HttpURLConnection) health.openConnection()).getResponseCode());
			}
			catch (IOException ex) {
				write("answer " + ex);
			}
		}

		private static void sleep(long millis) {
			try {
				Thread.sleep(millis);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "listener", havingValue = "record")
	static class RecordListener {

		private final Handler handler;

		RecordListener(Handler handler) {
			this.handler = handler;
		}

		@KafkaListener(id = "orders", topics = "${topic}", autoStartup = "${auto-startup:true}")
		void onRecord(ConsumerRecord<String, String> record) {
			this.handler.handle(record);
		}

		@Bean
		DefaultErrorHandler errorHandler() {
			return new DefaultErrorHandler(new FixedBackOff(600_000, 10));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "listener", havingValue = "batch")
	static class BatchListener {

		private final Handler handler;

		BatchListener(Handler handler) {
			this.handler = handler;
		}

		@KafkaListener(id = "orders", topics = "${topic}", batch = "true")
		void onRecords(List<ConsumerRecord<String, String>> records) {
			records.forEach(this.handler::handle);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "listener", havingValue = "manual")
	static class ManualListener {

		private final Handler handler;

		ManualListener(Handler handler) {
			this.handler = handler;
		}

		@KafkaListener(id = "orders", topics = "${topic}")
		void onRecord(ConsumerRecord<String, String> record, Acknowledgment acknowledgment) {
			this.handler.handle(record);
			acknowledgment.acknowledge();
		}

	}

	/** Each record sends another in the same transaction of Kafka. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "listener", havingValue = "transaction")
	static class TransactionListener {

		private final Handler handler;

		private final KafkaTemplate<Object, Object> template;

		private final String topic;

		TransactionListener(Handler handler, KafkaTemplate<Object, Object> template, @Value("${topic}") String topic) {
			this.handler = handler;
			this.template = template;
			this.topic = topic;
		}

		@KafkaListener(id = "orders", topics = "${topic}")
		void onRecord(ConsumerRecord<String, String> record) {
			this.template.send(this.topic + "-out", record.value());
			this.handler.handle(record);
		}

	}

	/** Returns at once, and acknowledges a record when its work has ended. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "listener", havingValue = "async")
	static class AsyncListener {

		private final Handler handler;

		AsyncListener(Handler handler) {
			this.handler = handler;
		}

		@KafkaListener(id = "orders", topics = "${topic}")
		CompletableFuture<Void> onRecord(ConsumerRecord<String, String> record) {
			return CompletableFuture.runAsync(() -> this.handler.handle(record));
		}

	}

	/** What a test asks an instance to do. */
	@RestController
	static class Control {

		private final KafkaListenerEndpointRegistry registry;

		private final KafkaTemplate<Object, Object> template;

		Control(KafkaListenerEndpointRegistry registry, KafkaTemplate<Object, Object> template) {
			this.registry = registry;
			this.template = template;
		}

		@PostMapping("/send/{topic}/{count}")
		String send(@PathVariable("topic") String topic, @PathVariable("count") int count) {
			for (int i = 0; i < count; i++) {
				this.template.send(topic, Integer.toString(i));
			}
			return "sent";
		}

		@PostMapping("/start/{id}")
		String start(@PathVariable("id") String id) {
			Objects.requireNonNull(this.registry.getListenerContainer(id)).start();
			return "started";
		}

		@PostMapping("/pause/{id}")
		String pause(@PathVariable("id") String id) {
			MessageListenerContainer container = Objects.requireNonNull(this.registry.getListenerContainer(id));
			container.pause();
			// What the current poll receives is handed over.
			Awaitility.await().until(container::isContainerPaused);
			return "paused";
		}

	}

}
