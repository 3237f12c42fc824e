/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.time.NanoClock;
import jakarta.jms.ConnectionFactory;

import org.springframework.amqp.rabbit.listener.RabbitListenerContainerFactory;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.Ordered;
import org.springframework.jms.config.JmsListenerEndpointRegistry;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/**
 * Auto-configuration of the part of the drain that stops message listeners and flushes
 * producers. Comes after those of the libraries, which have moved between versions.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnDrain("messaging")
@RegisterReflectionForBinding(MessagingProperties.class)
public final class MessagingAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(AbstractMessageListenerContainer.class)
	@ConditionalOnBean(type = { "org.springframework.kafka.core.ProducerFactory",
			"org.springframework.kafka.core.ConsumerFactory" })
	@Import(MessagingConfiguration.class)
	static class KafkaConfiguration {

		@Bean
		static KafkaMessaging softlandingKafkaMessaging() {
			return new KafkaMessaging(NanoClock.SYSTEM);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RabbitListenerContainerFactory.class)
	@ConditionalOnBean(type = "org.springframework.amqp.rabbit.connection.ConnectionFactory")
	@Import(MessagingConfiguration.class)
	@ImportRuntimeHints(RabbitMessagingHints.class)
	static class RabbitConfiguration {

		@Bean
		static RabbitMessaging softlandingRabbitMessaging() {
			return new RabbitMessaging(NanoClock.SYSTEM);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ JmsListenerEndpointRegistry.class, ConnectionFactory.class })
	@ConditionalOnBean(type = "jakarta.jms.ConnectionFactory")
	@Import(MessagingConfiguration.class)
	static class JmsConfiguration {

		@Bean
		JmsMessaging softlandingJmsMessaging(ConfigurableListableBeanFactory beans) {
			return new JmsMessaging(beans, NanoClock.SYSTEM);
		}

	}

}
