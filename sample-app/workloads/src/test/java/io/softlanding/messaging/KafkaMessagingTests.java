/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.softlanding.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.inflight.CurrentWork;
import io.softlanding.time.NanoClock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.kafka.requestreply.ReplyingKafkaTemplate;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is added to the beans of an application that uses Kafka.
 */
class KafkaMessagingTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, MessagingAutoConfiguration.class))
		.withUserConfiguration(Application.class);

	@Test
	void interceptorsAndCustomizersOfTheApplicationAreCalled() {
		this.runner.run((context) -> {
			Application application = context.getBean(Application.class);
			Object container = context.getBean(Application.FACTORY, ConcurrentKafkaListenerContainerFactory.class)
				.createContainer("orders");
			assertThat(application.customized).containsExactly(container);
			RecordInterceptor<String, String> interceptor = interceptor(container);
			ConsumerRecord<String, String> record = new ConsumerRecord<>("orders", 3, 1234, "key", "value");
			KafkaMessaging kafka = context.getBean(KafkaMessaging.class);
			interceptor.intercept(record, null);
			assertThat(application.intercepted).containsExactly(record);
			assertThat(kafka.messages().all()).singleElement()
				.satisfies((message) -> assertThat(message.source()).isEqualTo("orders-3@1234"));
			assertThat(context.getBean(CurrentWork.class).get()).isNotNull();
			interceptor.success(record, null);
			interceptor.afterRecord(record, null);
			assertThat(kafka.messages().all()).isEmpty();
			assertThat(kafka.messages().ended()).isEqualTo(1);
		});
	}

	@Test
	void aRecordWhoseInterceptorFailsEndsWithThePoll() {
		HandledMessages messages = new HandledMessages(NanoClock.SYSTEM);
		KafkaMessageListenerContainer<String, String> container = container();
		container.setRecordInterceptor((record, consumer) -> {
			throw new IllegalStateException("It fails");
		});
		KafkaMessageObserver.attach(container, messages);
		RecordInterceptor<String, String> interceptor = interceptor(container);
		try {
			interceptor.intercept(new ConsumerRecord<>("orders", 0, 1, "key", "value"), null);
		}
		catch (IllegalStateException ex) {
			assertThat(messages.all()).hasSize(1);
		}
		interceptor.clearThreadState(null);
		assertThat(messages.all()).isEmpty();
	}

	@Test
	void aContainerIsObservedOnce() {
		HandledMessages messages = new HandledMessages(NanoClock.SYSTEM);
		KafkaMessageListenerContainer<String, String> container = container();
		KafkaMessageObserver.attach(container, messages);
		Object first = interceptor(container);
		KafkaMessageObserver.attach(container, messages);
		assertThat((Object) interceptor(container)).isSameAs(first);
	}

	@Test
	void theContainerOfRepliesIsLeftToSpring() {
		KafkaMessageListenerContainer<String, String> container = container();
		assertThat(new KafkaContainer(container, container.getPhase()).stopsBeforeServer()).isTrue();
		ReplyingKafkaTemplate<String, String, String> template = new ReplyingKafkaTemplate<>(
				new DefaultKafkaProducerFactory<>(Map.of()), container);
		assertThat(container.getContainerProperties().getMessageListener()).isSameAs(template);
		assertThat(new KafkaContainer(container, container.getPhase()).stopsBeforeServer()).isFalse();
		assertThat(new KafkaContainer(container(), Integer.MAX_VALUE - 1024).stopsBeforeServer()).isFalse();
	}

	@Test
	void springNeedsNoTimeToStopWhatTheDrainStops() {
		KafkaMessaging kafka = new KafkaMessaging(NanoClock.SYSTEM);
		KafkaMessageListenerContainer<String, String> container = container();
		KafkaMessageListenerContainer<String, String> replies = container();
		assertThat(new ReplyingKafkaTemplate<>(new DefaultKafkaProducerFactory<>(Map.of()), replies)).isNotNull();
		kafka.postProcessAfterInitialization(container, "container");
		kafka.postProcessAfterInitialization(replies, "replies");
		assertThat(kafka.stops(container)).isTrue();
		assertThat(kafka.stops(replies)).isFalse();
		assertThat(kafka.stops(container())).isFalse();
		assertThat(kafka.stops(new KafkaListenerEndpointRegistry())).isTrue();
	}

	/** Versions that change this are noticed here. */
	@Test
	void containersHaveWhatIsNeededToLeaveTheRestOfAPoll() {
		assertThat(ReflectionUtils.findField(KafkaMessageListenerContainer.class, KafkaContainer.CONSUMER))
			.satisfies((field) -> assertThat(
					ReflectionUtils.findField(field.getType(), KafkaContainer.STOP_IMMEDIATE, boolean.class))
				.isNotNull());
	}

	@Test
	void anApplicationWithoutKafkaHasNoBeanOfIt() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, MessagingAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(Listeners.class).doesNotHaveBean(KafkaMessaging.class));
	}

	@Test
	void itCanBeSwitchedOff() {
		this.runner.withPropertyValues("softlanding.messaging.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(Listeners.class)
				.doesNotHaveBean(KafkaMessaging.class));
	}

	private static KafkaMessageListenerContainer<String, String> container() {
		ContainerProperties properties = new ContainerProperties("orders");
		properties.setMessageListener((MessageListener<String, String>) (record) -> {
		});
		return new KafkaMessageListenerContainer<>(new DefaultKafkaConsumerFactory<>(Map.of()), properties);
	}

	@SuppressWarnings("unchecked")
	private static RecordInterceptor<String, String> interceptor(Object container) {
		var method = ReflectionUtils.findMethod(container.getClass(), "getRecordInterceptor");
		ReflectionUtils.makeAccessible(method);
		return (RecordInterceptor<String, String>) ReflectionUtils.invokeMethod(method, container);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		static final String FACTORY = "kafkaListenerContainerFactory";

		private final List<Object> customized = new ArrayList<>();

		private final List<Object> intercepted = new ArrayList<>();

		@Bean
		ConsumerFactory<String, String> consumerFactory() {
			return new DefaultKafkaConsumerFactory<>(Map.of());
		}

		@Bean
		ProducerFactory<String, String> producerFactory() {
			return new DefaultKafkaProducerFactory<>(Map.of());
		}

		@Bean(FACTORY)
		ConcurrentKafkaListenerContainerFactory<String, String> containerFactory(
				ConsumerFactory<String, String> consumers) {
			ConcurrentKafkaListenerContainerFactory<String, String> factory = new ConcurrentKafkaListenerContainerFactory<>();
			factory.setConsumerFactory(consumers);
			factory.setRecordInterceptor((record, consumer) -> {
				this.intercepted.add(record);
				return record;
			});
			factory.setContainerCustomizer(this.customized::add);
			return factory;
		}

	}

}
