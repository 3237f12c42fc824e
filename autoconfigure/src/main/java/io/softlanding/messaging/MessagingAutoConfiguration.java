/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.jms.config.JmsListenerEndpointRegistry;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.amqp.rabbit.listener.RabbitListenerContainerFactory;
import jakarta.jms.ConnectionFactory;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.Parts;
import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.time.NanoClock;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/**
 * Auto-configuration of the part of the drain that stops message listeners and flushes
 * producers. Comes after those of the libraries, which have moved between versions. Its
 * own configurations of libraries come before that of the drain.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnDrain("messaging")
public final class MessagingAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@Order(0)
	@ConditionalOnClass(AbstractMessageListenerContainer.class)
	@ConditionalOnBean(type = { "org.springframework.kafka.core.ProducerFactory",
			"org.springframework.kafka.core.ConsumerFactory" })
	static class KafkaConfiguration {

		@Bean
		static KafkaMessaging softlandingKafkaMessaging() {
			return new KafkaMessaging(NanoClock.SYSTEM);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Order(0)
	@ConditionalOnClass(RabbitListenerContainerFactory.class)
	@ConditionalOnBean(type = "org.springframework.amqp.rabbit.connection.ConnectionFactory")
	@ImportRuntimeHints(RabbitMessagingHints.class)
	static class RabbitConfiguration {

		@Bean
		static RabbitMessaging softlandingRabbitMessaging() {
			return new RabbitMessaging(NanoClock.SYSTEM);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Order(0)
	@ConditionalOnClass({ JmsListenerEndpointRegistry.class, ConnectionFactory.class })
	@ConditionalOnBean(ConnectionFactory.class)
	static class JmsConfiguration {

		@Bean
		static JmsMessaging softlandingJmsMessaging(ConfigurableListableBeanFactory beans) {
			return new JmsMessaging(beans, NanoClock.SYSTEM);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(ListenerLibrary.class)
	static class DrainConfiguration {

		@Bean
		Listeners softlandingListeners(ObjectProvider<ListenerLibrary> libraries) {
			return new Listeners(libraries.orderedStream().toList(), NanoClock.SYSTEM);
		}

		@Bean
		Parts softlandingMessagingParts(Listeners listeners, ObjectProvider<ProducerLibrary> producers) {
			MessagingStatus status = new MessagingStatus(listeners, producers.orderedStream().toList());
			return Parts.of(status, new ListenerPauseParticipant(listeners), new ListenerStopParticipant(listeners),
					new ListenersParticipant(listeners, status),
					new ProducersParticipant(producers.orderedStream().toList()));
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(MeterBinder.class)
		static class MetricsConfiguration {

			@Bean
			MessagingMetrics softlandingMessagingMetrics(ObjectProvider<ListenerLibrary> listeners,
					ObjectProvider<ProducerLibrary> producers) {
				return new MessagingMetrics(listeners.orderedStream().toList(), producers.orderedStream().toList());
			}

		}

	}

}
