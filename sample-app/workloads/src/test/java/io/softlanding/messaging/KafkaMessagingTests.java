/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.inflight.CurrentWork;
import io.softlanding.time.NanoClock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.mockito.Answers;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.kafka.requestreply.ReplyingKafkaTemplate;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willReturn;
import static org.mockito.Mockito.mock;

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
		assertThatIllegalStateException()
			.isThrownBy(() -> interceptor.intercept(new ConsumerRecord<>("orders", 0, 1, "key", "value"), null));
		assertThat(messages.all()).hasSize(1);
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
		replies.getContainerProperties().setMessageListener(mock(ReplyingKafkaTemplate.class));
		kafka.postProcessAfterInitialization(container, "container");
		kafka.postProcessAfterInitialization(replies, "replies");
		assertThat(kafka.containersOf(container)).isNotNull();
		assertThat(kafka.containersOf(replies)).isNull();
		assertThat(kafka.containersOf(container())).isNull();
		KafkaListenerEndpointRegistry registry = mock(KafkaListenerEndpointRegistry.class);
		given(registry.getPhase()).willReturn(Integer.MAX_VALUE - 100, Integer.MAX_VALUE - 1024);
		assertThat(kafka.containersOf(registry)).isNotNull();
		assertThat(kafka.containersOf(registry)).as("left to Spring").isNull();
	}

	@Test
	void proxiesOfScopesAreLeftAlone() {
		this.runner.withUserConfiguration(Scoped.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(KafkaMessaging.class).containers()).isEmpty();
			assertThat(context.getBeanProvider(Listeners.class).getObject().toStop()).isEmpty();
		});
	}

	@Test
	void aFactoryBehindAProxyKeepsItsCustomizer() {
		List<Object> customized = new ArrayList<>();
		ConcurrentKafkaListenerContainerFactory<String, String> factory = new ConcurrentKafkaListenerContainerFactory<>();
		factory.setConsumerFactory(new DefaultKafkaConsumerFactory<>(Map.of()));
		factory.setContainerCustomizer(customized::add);
		ProxyFactory proxy = new ProxyFactory(factory);
		proxy.setProxyTargetClass(true);
		new KafkaMessaging(NanoClock.SYSTEM).postProcessAfterInitialization(proxy.getProxy(), "factory");
		Object container = factory.createContainer("orders");
		assertThat(customized).containsExactly(container);
		assertThat((Object) interceptor(container)).isInstanceOf(KafkaMessageObserver.class);
	}

	@Test
	void aConsumerWithoutPartitionsIsPaused() {
		MessageListenerContainer container = mock(MessageListenerContainer.class);
		given(container.isRunning()).willReturn(true);
		KafkaContainer kafka = new KafkaContainer(container, 0);
		assertThat(kafka.pause(Duration.ofSeconds(1))).isTrue();
		assertThat(kafka.paused()).as("not told").isFalse();
		given(container.isPauseRequested()).willReturn(true);
		assertThat(kafka.paused()).isTrue();
		given(container.getAssignedPartitions()).willReturn(List.of(new TopicPartition("orders", 0)));
		assertThat(kafka.paused()).as("may have received something").isFalse();
		given(container.isContainerPaused()).willReturn(true);
		assertThat(kafka.paused()).isTrue();
		assertThat(kafka.pause(Duration.ofSeconds(1))).as("paused before").isFalse();
	}

	@Test
	void onlyOneOfSeveralConsumersHasPartitions() {
		ConcurrentMessageListenerContainer<?, ?> container = mock(ConcurrentMessageListenerContainer.class);
		KafkaMessageListenerContainer<?, ?> busy = mock(KafkaMessageListenerContainer.class);
		KafkaMessageListenerContainer<?, ?> idle = mock(KafkaMessageListenerContainer.class);
		given(container.getContainers()).willAnswer((call) -> List.of(busy, idle));
		for (KafkaMessageListenerContainer<?, ?> child : List.of(busy, idle)) {
			given(child.isRunning()).willReturn(true);
			given(child.isPauseRequested()).willReturn(true);
		}
		given(busy.getAssignedPartitions()).willReturn(List.of(new TopicPartition("orders", 0)));
		KafkaContainer kafka = new KafkaContainer(container, 0);
		assertThat(kafka.paused()).isFalse();
		given(busy.isContainerPaused()).willReturn(true);
		assertThat(kafka.paused()).isTrue();
	}

	/** As containers of share consumers are. */
	@Test
	void aContainerThatHasNoPauseIsLeftAsItIs() {
		MessageListenerContainer container = mock(MessageListenerContainer.class, Answers.CALLS_REAL_METHODS);
		willReturn(true).given(container).isRunning();
		KafkaContainer kafka = new KafkaContainer(container, Integer.MAX_VALUE);
		assertThat(kafka.name()).isEqualTo("listener");
		assertThat(kafka.stopsBeforeServer()).isTrue();
		assertThat(kafka.canPause()).isFalse();
		assertThat(kafka.pause(Duration.ofSeconds(1))).isFalse();
		assertThat(kafka.countsMessages()).isFalse();
		assertThat(kafka.longestSilence()).isNull();
	}

	@Test
	void aContainerThatHandlesNothingIsWaitedForAsBySpring() {
		KafkaMessageListenerContainer<String, String> container = container();
		KafkaContainer kafka = new KafkaContainer(container, container.getPhase());
		assertThat(kafka.longestSilence()).as("not observed").isNull();
		KafkaMessageObserver.attach(container, new HandledMessages(NanoClock.SYSTEM));
		assertThat(kafka.longestSilence()).hasMillis(container.getContainerProperties().getShutdownTimeout());
		container.setRecordInterceptor((record, consumer) -> record);
		assertThat(kafka.longestSilence()).as("replaced").isNull();
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
			.run((context) -> assertThat(context).doesNotHaveBean(Listeners.class)
				.doesNotHaveBean(KafkaMessaging.class));
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

	/** Nothing can be made in this scope here. */
	@Configuration(proxyBeanMethods = false)
	static class Scoped {

		@Bean
		@Scope(value = "request", proxyMode = ScopedProxyMode.TARGET_CLASS)
		KafkaTemplate<String, String> scopedTemplate(ProducerFactory<String, String> producers) {
			return new KafkaTemplate<>(producers);
		}

		@Bean
		@Scope(value = "request", proxyMode = ScopedProxyMode.TARGET_CLASS)
		DefaultKafkaProducerFactory<String, String> scopedFactory() {
			return new DefaultKafkaProducerFactory<>(Map.of());
		}

		@Bean
		@Scope(value = "request", proxyMode = ScopedProxyMode.INTERFACES)
		MessageListenerContainer scopedContainer() {
			return container();
		}

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
