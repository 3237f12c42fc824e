/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Records that a broker has not confirmed are counted, whatever becomes of them.
 */
class ObservedProducerTests {

	private final MockProducer<String, String> mock = new MockProducer<>(false, null, new StringSerializer(),
			new StringSerializer());

	private final KafkaProducers producers = new KafkaProducers();

	private final DefaultKafkaProducerFactory<String, String> factory = new DefaultKafkaProducerFactory<>(Map.of()) {

		@Override
		protected Producer<String, String> createRawProducer(Map<String, Object> configs) {
			Producer<String, String> producer = ObservedProducerTests.this.mock;
			for (var processor : getPostProcessors()) {
				producer = processor.apply(producer);
			}
			return producer;
		}

	};

	@Test
	void recordsAreCountedByTopicUntilTheyAreConfirmed() {
		KafkaTemplate<String, String> template = template();
		template.send("orders", "1");
		template.send("orders", "2");
		template.send("mails", "3");
		assertThat(this.producers.unconfirmed()).isEqualTo(Map.of("orders", 2L, "mails", 1L));
		this.mock.completeNext();
		assertThat(this.producers.unconfirmed()).isEqualTo(Map.of("orders", 1L, "mails", 1L));
		this.producers.flush(Duration.ofSeconds(10));
		assertThat(this.producers.unconfirmed()).isEmpty();
		assertThat(this.producers.failed()).isEmpty();
	}

	@Test
	void whatTheProducerGivesUpIsNoLongerUnconfirmed() {
		List<Throwable> told = new ArrayList<>();
		template().send("orders", "1").whenComplete((result, failure) -> told.add(failure));
		this.mock.errorNext(new IllegalStateException("The broker is gone"));
		assertThat(told).hasSize(1).doesNotContainNull();
		assertThat(this.producers.unconfirmed()).isEmpty();
		assertThat(this.producers.failed()).isEqualTo(Map.of("orders", 1L));
	}

	@Test
	void aRecordThatIsRefusedIsThrownAndNotUnconfirmed() {
		this.mock.sendException = new SerializationException("It cannot be written");
		assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> template().send("orders", "1"));
		assertThat(this.producers.unconfirmed()).isEmpty();
		assertThat(this.producers.failed()).isEqualTo(Map.of("orders", 1L));
	}

	@Test
	void callbacksAndResultsAreThoseOfTheProducer() throws Exception {
		this.producers.observe(this.factory);
		List<Long> offsets = new ArrayList<>();
		try (Producer<String, String> producer = this.factory.createProducer()) {
			Future<?> first = producer.send(new ProducerRecord<>("orders", "1"),
					(metadata, exception) -> offsets.add(metadata.offset()));
			Future<?> second = producer.send(new ProducerRecord<>("orders", "2"));
			producer.flush();
			assertThat(first.isDone()).isTrue();
			assertThat(second.isDone()).isTrue();
		}
		assertThat(offsets).containsExactly(0L);
		assertThat(this.mock.history()).hasSize(2);
	}

	@Test
	void whatWasNotConfirmedWhenItsProducerWasClosedStaysKnown() {
		template().send("orders", "1");
		this.factory.destroy();
		assertThat(this.mock.closed()).isTrue();
		assertThat(this.producers.unconfirmed()).isEqualTo(Map.of("orders", 1L));
	}

	@Test
	void aFactoryIsObservedOnce() {
		this.producers.observe(this.factory);
		template();
		assertThat(this.factory.getPostProcessors()).hasSize(1);
	}

	private KafkaTemplate<String, String> template() {
		KafkaTemplate<String, String> template = new KafkaTemplate<>(this.factory);
		this.producers.observe(template);
		return template;
	}

}
