/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.util.List;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Listeners of RabbitMQ that do what their messages say, and print what they do.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ RabbitListenerApplication.SingleConfiguration.class, RabbitListenerApplication.ManualConfiguration.class,
		RabbitListenerApplication.BatchConfiguration.class, RabbitListenerApplication.RepliesConfiguration.class })
class RabbitListenerApplication {

	private static final Logger logger = LoggerFactory.getLogger(RabbitListenerApplication.class);

	public static void main(String[] args) {
		SpringApplication.run(RabbitListenerApplication.class, args);
	}

	static void handle(String message) {
		logger.info("BEGIN {}", message);
		String[] words = message.split(" ");
		try {
			switch (words[0]) {
				case "sleep" -> TimeUnit.MILLISECONDS.sleep(Long.parseLong(words[1]));
				case "fail" -> throw new IllegalStateException("as told");
				case "hang" -> hang();
				default -> {
				}
			}
		}
		catch (InterruptedException ex) {
			logger.info("INTERRUPTED {}", message);
			throw new IllegalStateException(ex);
		}
		logger.info("END {}", message);
	}

	private static void hang() {
		while (true) {
			try {
				Thread.sleep(Long.MAX_VALUE);
			}
			catch (InterruptedException ex) {
				// Never ends.
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "listener", havingValue = "single")
	static class SingleConfiguration {

		@Bean
		Queue work() {
			return new Queue("work");
		}

		@RabbitListener(id = "worker", queues = "work")
		void work(String message) {
			handle(message);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "listener", havingValue = "manual")
	static class ManualConfiguration {

		@Bean
		Queue work() {
			return new Queue("work");
		}

		@RabbitListener(id = "worker", queues = "work", ackMode = "MANUAL")
		void work(Message message, Channel channel) throws Exception {
			handle(new String(message.getBody()));
			channel.basicAck(message.getMessageProperties().getDeliveryTag(), false);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "listener", havingValue = "batch")
	static class BatchConfiguration {

		@Bean
		Queue work() {
			return new Queue("work");
		}

		@RabbitListener(id = "worker", queues = "work", batch = "true")
		void work(List<String> messages) {
			messages.forEach(RabbitListenerApplication::handle);
		}

	}

	/** A request that waits for a reply in a queue of its own. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "listener", havingValue = "replies")
	static class RepliesConfiguration {

		@Bean
		Queue work() {
			return new Queue("work");
		}

		@Bean
		Queue replies() {
			return new Queue("replies");
		}

		@RabbitListener(id = "worker", queues = "work")
		void work(String message) {
			handle(message);
		}

		@Bean
		SimpleMessageListenerContainer replyContainer(RabbitTemplate template) {
			template.setReplyAddress("replies");
			SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(
					template.getConnectionFactory());
			container.setQueueNames("replies");
			container.setMessageListener(template);
			return container;
		}

	}

}
