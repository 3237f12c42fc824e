/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.config.DirectRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Listeners of RabbitMQ that do what their messages say, and log what they do.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ RabbitListenerApplication.WorkConfiguration.class, RabbitListenerApplication.KindsConfiguration.class,
		RabbitListenerApplication.KindsListeners.class, RabbitListenerApplication.RepliesConfiguration.class,
		RabbitListenerApplication.RepliesController.class, RabbitListenerApplication.SenderConfiguration.class })
class RabbitListenerApplication {

	static final List<String> KINDS = List.of("work", "simple", "direct", "manual", "batch", "transacted",
			"force-stop");

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

	/** One listener, as Spring Boot configures it. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "listener", havingValue = "work")
	static class WorkConfiguration {

		@RabbitListener(id = "worker", queues = "work")
		void work(String message) {
			handle(message);
		}

	}

	/** One listener for each kind of container and of acknowledgement. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "listener", havingValue = "kinds")
	static class KindsConfiguration {

		@Bean
		SimpleRabbitListenerContainerFactory simple(ConnectionFactory connections) {
			SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
			factory.setConnectionFactory(connections);
			return factory;
		}

		@Bean
		SimpleRabbitListenerContainerFactory batch(ConnectionFactory connections) {
			SimpleRabbitListenerContainerFactory factory = simple(connections);
			factory.setBatchListener(true);
			factory.setConsumerBatchEnabled(true);
			factory.setBatchSize(2);
			factory.setReceiveTimeout(200L);
			return factory;
		}

		@Bean
		SimpleRabbitListenerContainerFactory transacted(ConnectionFactory connections) {
			SimpleRabbitListenerContainerFactory factory = simple(connections);
			factory.setChannelTransacted(true);
			return factory;
		}

		@Bean
		SimpleRabbitListenerContainerFactory forceStop(ConnectionFactory connections) {
			SimpleRabbitListenerContainerFactory factory = simple(connections);
			factory.setForceStop(true);
			return factory;
		}

		@Bean
		DirectRabbitListenerContainerFactory direct(ConnectionFactory connections) {
			DirectRabbitListenerContainerFactory factory = new DirectRabbitListenerContainerFactory();
			factory.setConnectionFactory(connections);
			return factory;
		}

		@Bean
		SimpleMessageListenerContainer bean(ConnectionFactory connections) {
			SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(connections);
			container.setQueueNames("work");
			container.setMessageListener((message) -> handle(new String(message.getBody(), StandardCharsets.UTF_8)));
			return container;
		}

	}

	/** Apart from what they need while they are created. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "listener", havingValue = "kinds")
	static class KindsListeners {

		@RabbitListener(id = "simple", queues = "simple", containerFactory = "simple", concurrency = "2")
		void simple(String message) {
			handle(message);
		}

		@RabbitListener(id = "direct", queues = "direct", containerFactory = "direct")
		void direct(String message) {
			handle(message);
		}

		@RabbitListener(id = "manual", queues = "manual", containerFactory = "simple", ackMode = "MANUAL")
		void manual(Message message, Channel channel) throws Exception {
			handle(new String(message.getBody(), StandardCharsets.UTF_8));
			channel.basicAck(message.getMessageProperties().getDeliveryTag(), false);
		}

		@RabbitListener(id = "batch", queues = "batch", containerFactory = "batch")
		void batch(List<Message> messages) {
			messages.forEach((message) -> handle(new String(message.getBody(), StandardCharsets.UTF_8)));
		}

		@RabbitListener(id = "transacted", queues = "transacted", containerFactory = "transacted")
		void transacted(String message) {
			handle(message);
		}

		@RabbitListener(id = "force-stop", queues = "force-stop", containerFactory = "forceStop")
		void forceStop(String message) {
			handle(message);
		}

	}

	/** Requests that wait for replies, in a queue of their own and without one. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "listener", havingValue = "replies")
	static class RepliesConfiguration {

		@Bean
		RabbitTemplate direct(ConnectionFactory connections) {
			RabbitTemplate template = new RabbitTemplate(connections);
			template.setReplyTimeout(20_000);
			return template;
		}

		@Bean
		RabbitTemplate fixed(ConnectionFactory connections) {
			RabbitTemplate template = new RabbitTemplate(connections);
			template.setReplyAddress("replies");
			template.setReplyTimeout(20_000);
			return template;
		}

		@Bean
		SimpleMessageListenerContainer replyContainer(ConnectionFactory connections, RabbitTemplate fixed) {
			SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(connections);
			container.setQueueNames("replies");
			container.setMessageListener(fixed);
			return container;
		}

	}

	@RestController
	@ConditionalOnProperty(name = "listener", havingValue = "replies")
	static class RepliesController {

		private final Map<String, RabbitTemplate> templates;

		RepliesController(Map<String, RabbitTemplate> templates) {
			this.templates = templates;
		}

		@GetMapping("/{template}")
		String ask(@PathVariable("template") String template) {
			return String.valueOf(this.templates.get(template).convertSendAndReceive("", "work", "please"));
		}

	}

	@RestController
	@ConditionalOnProperty(name = "listener", havingValue = "sender")
	static class SenderConfiguration {

		private final RabbitTemplate template;

		SenderConfiguration(RabbitTemplate template) {
			this.template = template;
		}

		@GetMapping("/send")
		String send() {
			this.template.convertAndSend("", "work", "sent");
			return "sent";
		}

	}

	@Bean
	Declarables queues() {
		return new Declarables(KINDS.stream().map(Queue::new).toList());
	}

}
