/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.softlanding.process.BoundedWait;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.core.ProducerPostProcessor;

/**
 * Producers of Kafka that are open, and what they have sent without a confirmation.
 */
final class KafkaProducers {

	private static final Logger logger = LoggerFactory.getLogger(KafkaProducers.class);

	private final Set<ObservedProducer> open = ConcurrentHashMap.newKeySet();

	private final Map<String, AtomicLong> failed = new ConcurrentHashMap<>();

	/** Records of producers that were closed before the broker confirmed them. */
	private final Map<String, AtomicLong> abandoned = new ConcurrentHashMap<>();

	/** One object, so that a factory that is copied from another is recognized. */
	private final ProducerPostProcessor<?, ?> observer = this::observe;

	/** Has each producer of a factory observed that it creates from now on. */
	@SuppressWarnings("unchecked")
	<K, V> void observe(ProducerFactory<K, V> factory) {
		try {
			if (!factory.getPostProcessors().contains(this.observer)) {
				factory.addPostProcessor((ProducerPostProcessor<K, V>) this.observer);
			}
		}
		catch (RuntimeException ex) {
			logger.debug("Producers of {} are not observed", factory.getClass(), ex);
		}
	}

	/** The factory of a template need not be a bean. */
	void observe(KafkaTemplate<?, ?> template) {
		ProducerFactory<?, ?> factory;
		try {
			factory = template.getProducerFactory();
		}
		catch (RuntimeException ex) {
			// May have several factories, which are beans.
			logger.debug("Producers of {} are not observed", template.getClass(), ex);
			return;
		}
		if (KafkaMessaging.target(factory) instanceof ProducerFactory<?, ?> target) {
			observe(target);
		}
	}

	private <K, V> Producer<K, V> observe(Producer<K, V> producer) {
		ObservedProducer observed = new ObservedProducer(producer, this::closed,
				(topic) -> this.failed.computeIfAbsent(topic, (added) -> new AtomicLong()).incrementAndGet());
		this.open.add(observed);
		return observed.proxy();
	}

	private void closed(ObservedProducer producer) {
		if (this.open.remove(producer)) {
			producer.unconfirmed()
				.forEach((topic, count) -> this.abandoned.computeIfAbsent(topic, (added) -> new AtomicLong())
					.addAndGet(count));
		}
	}

	/**
	 * Flushes producers that hold something, each on a thread of its own if it takes
	 * long.
	 */
	void flush(Duration timeout) {
		List<Runnable> flushes = this.open.stream()
			.filter((producer) -> !producer.unconfirmed().isEmpty())
			.<Runnable>map((producer) -> producer::flush)
			.toList();
		if (!flushes.isEmpty()) {
			BoundedWait.each("kafka-flush", timeout, flushes);
		}
	}

	Map<String, Long> unconfirmed() {
		Map<String, Long> all = numbers(this.abandoned);
		this.open.forEach(
				(producer) -> producer.unconfirmed().forEach((topic, count) -> all.merge(topic, count, Long::sum)));
		return all;
	}

	Map<String, Long> failed() {
		return numbers(this.failed);
	}

	static Map<String, Long> numbers(Map<String, AtomicLong> counters) {
		Map<String, Long> numbers = new TreeMap<>();
		counters.forEach((topic, counter) -> {
			long count = counter.get();
			if (count > 0) {
				numbers.put(topic, count);
			}
		});
		return numbers;
	}

}
