/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

import org.apache.kafka.clients.admin.NewTopic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Publishes every change of an order to Kafka.
 */
@Component
@Profile("kafka")
class OrderPublisher {

	private static final Logger logger = LoggerFactory.getLogger(OrderPublisher.class);

	private static final String TOPIC = "orders";

	private final KafkaTemplate<String, String> kafka;

	OrderPublisher(KafkaTemplate<String, String> kafka) {
		this.kafka = kafka;
	}

	@Bean
	static NewTopic orders() {
		return TopicBuilder.name(TOPIC).build();
	}

	/** Not in the request's thread, which would wait for a broker that is down. */
	@Async
	@TransactionalEventListener
	public void publish(OrderChanged event) {
		Order order = event.order();
		this.kafka.send(TOPIC, String.valueOf(order.id()), OrderJson.of(order)).exceptionally((failure) -> {
			logger.warn("Order {} was not published", order.id(), failure);
			return null;
		});
	}

}
