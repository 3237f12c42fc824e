/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.util.concurrent.TimeUnit;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.config.SimpleJmsListenerContainerFactory;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/**
 * Listeners of JMS that do what their messages say, and log what they do.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(JmsListenerApplication.Listeners.class)
class JmsListenerApplication {

	private static final Logger logger = LoggerFactory.getLogger(JmsListenerApplication.class);

	public static void main(String[] args) {
		SpringApplication.run(JmsListenerApplication.class, args);
	}

	@Bean
	SimpleJmsListenerContainerFactory simple(ConnectionFactory connections) {
		SimpleJmsListenerContainerFactory factory = new SimpleJmsListenerContainerFactory();
		factory.setConnectionFactory(connections);
		return factory;
	}

	@Bean
	DefaultMessageListenerContainer bean(ConnectionFactory connections) {
		DefaultMessageListenerContainer container = new DefaultMessageListenerContainer();
		container.setConnectionFactory(connections);
		container.setDestinationName("bean");
		container.setSessionTransacted(true);
		container.setMessageListener((MessageListener) (message) -> {
			try {
				handle(((TextMessage) message).getText());
			}
			catch (JMSException ex) {
				throw new IllegalStateException(ex);
			}
		});
		return container;
	}

	private static void handle(String message) {
		logger.info("BEGIN {}", message);
		String[] words = message.split(" ");
		try {
			switch (words[0]) {
				case "sleep" -> TimeUnit.MILLISECONDS.sleep(Long.parseLong(words[1]));
				case "fail" -> throw new IllegalStateException("as told");
				case "hang" -> TimeUnit.DAYS.sleep(1);
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

	/** Apart from what they need while they are created. */
	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		@JmsListener(id = "polling", destination = "polling", concurrency = "2-4")
		void polling(String message) {
			handle(message);
		}

		@JmsListener(destination = "pushed", containerFactory = "simple")
		void pushed(String message) {
			handle(message);
		}

	}

}
