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

import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.core.ProducerPostProcessor;

/**
 * Producers of Kafka that are open, and what they have sent without a confirmation.
 */
final class KafkaProducers {

	private final Set<ObservedProducer> open = ConcurrentHashMap.newKeySet();

	private final Map<String, AtomicLong> failed = new ConcurrentHashMap<>();

	/** Records of producers that were closed before the broker confirmed them. */
	private final Map<String, AtomicLong> abandoned = new ConcurrentHashMap<>();

	/** One object, so that a factory that is copied from another is recognized. */
	private final ProducerPostProcessor<?, ?> observer = this::observe;

	/** Has each producer of a factory observed that it creates from now on. */
	@SuppressWarnings("unchecked")
	<K, V> void observe(ProducerFactory<K, V> factory) {
		if (!factory.getPostProcessors().contains(this.observer)) {
			factory.addPostProcessor((ProducerPostProcessor<K, V>) this.observer);
		}
	}

	/** The factory of a template need not be a bean. */
	void observe(KafkaTemplate<?, ?> template) {
		try {
			observe(template.getProducerFactory());
		}
		catch (UnsupportedOperationException ex) {
			// Has several factories, which are beans.
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
