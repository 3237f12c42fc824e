/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.time.NanoClock;
import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerEndpoint;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.DirectMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * What is added to the beans of an application that uses RabbitMQ.
 */
class RabbitMessagingTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, MessagingAutoConfiguration.class))
		.withUserConfiguration(Application.class);

	@Test
	void advicesOfTheApplicationStay() {
		this.runner.run((context) -> {
			Application application = context.getBean(Application.class);
			assertThat(context.getBean("factory", SimpleRabbitListenerContainerFactory.class).getAdviceChain())
				.hasSize(2)
				.satisfies((chain) -> assertThat(chain[0]).isInstanceOf(RabbitListenerAdvice.class),
						(chain) -> assertThat(chain[1]).isSameAs(application.advice));
			Advice[] chain = ContainerProperties.adviceChain(context.getBean(DirectMessageListenerContainer.class));
			assertThat(chain).hasSize(2);
			assertThat(chain[1]).isSameAs(application.advice);
		});
	}

	@Test
	void containersAreFoundWhereverTheyAreRegistered() {
		this.runner.run((context) -> {
			SimpleRabbitListenerEndpoint endpoint = new SimpleRabbitListenerEndpoint();
			endpoint.setId("late");
			endpoint.setQueueNames("late");
			endpoint.setMessageListener((message) -> {
			});
			context.getBean(RabbitListenerEndpointRegistry.class)
				.registerListenerContainer(endpoint,
						context.getBean("factory", SimpleRabbitListenerContainerFactory.class));
			RabbitMessaging rabbit = context.getBean(RabbitMessaging.class);
			assertThat(rabbit.containers()).extracting(LifecycleContainer::name)
				.containsExactlyInAnyOrder("late", "bean", "replies");
			assertThat(rabbit.containers()).containsExactlyInAnyOrderElementsOf(rabbit.containers());
			assertThat(rabbit.containers()).filteredOn((container) -> !container.stopsBeforeServer())
				.extracting(LifecycleContainer::name)
				.containsExactly("replies");
			assertThat(rabbit.containersOf(context.getBean(RabbitListenerEndpointRegistry.class))).isNotEmpty();
			assertThat(rabbit.containersOf(context.getBean("bean", DirectMessageListenerContainer.class))).isNotEmpty();
			assertThat(rabbit.containersOf(context.getBean("replies", SimpleMessageListenerContainer.class))).isNull();
		});
	}

	@Test
	void aMessageIsKnownByItsQueueAndListenerWhileItIsHandled() {
		this.runner.run((context) -> {
			RabbitMessaging rabbit = context.getBean(RabbitMessaging.class);
			MessageProperties properties = new MessageProperties();
			properties.setConsumerQueue("orders");
			String[] seen = new String[1];
			Listener listener = (channel, data) -> seen[0] = rabbit.messages().ofThisThread().description();
			ProxyFactory proxy = new ProxyFactory(listener);
			proxy.addAdvice(context.getBean("factory", SimpleRabbitListenerContainerFactory.class).getAdviceChain()[0]);
			((Listener) proxy.getProxy()).invokeListener("channel", new Message(new byte[0], properties));
			assertThat(seen[0]).isEqualTo("bean orders");
			assertThat(rabbit.messages().all()).isEmpty();
			assertThat(rabbit.messages().ended()).isEqualTo(1);
		});
	}

	@Test
	void theTimeoutOfAContainerIsThatOfTheApplicationWhenItHasStopped() {
		this.runner.run((context) -> {
			DirectMessageListenerContainer container = context.getBean(DirectMessageListenerContainer.class);
			CountDownLatch stopped = new CountDownLatch(1);
			RabbitContainerTests.container(container).stop(Duration.ofSeconds(20), stopped::countDown);
			assertThat(stopped.getCount()).isZero();
			assertThat(ContainerProperties.shutdownTimeoutMillis(container)).isEqualTo(4321);
		});
	}

	/** The bean factory is not asked while a drain or a scrape waits. */
	@Test
	void beansAreRememberedWhenTheyAreCreated() {
		RabbitMessaging rabbit = new RabbitMessaging(NanoClock.SYSTEM);
		SimpleMessageListenerContainer container = new SimpleMessageListenerContainer();
		container.setQueueNames("orders");
		container.setListenerId("listener");
		RabbitTemplate template = new RabbitTemplate() {

			@Override
			public int getUnconfirmedCount() {
				return 3;
			}

		};
		assertThat(rabbit.postProcessBeforeInitialization(container, "container")).isSameAs(container);
		assertThat(rabbit.postProcessBeforeInitialization(template, "template")).isSameAs(template);
		assertThat(rabbit.containers()).extracting(LifecycleContainer::name).containsExactly("listener");
		assertThat(rabbit.containersOf(container)).isNotEmpty();
		assertThat(rabbit.unconfirmed()).containsExactly(entry("template", 3L));
	}

	@Test
	void nothingIsAddedWhereItIsSwitchedOffOrMissing() {
		this.runner.withPropertyValues("softlanding.messaging.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RabbitMessaging.class)
				.doesNotHaveBean(Listeners.class));
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, MessagingAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.amqp", "org.springframework.kafka",
					"org.springframework.jms", "jakarta.jms"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Listeners.class));
	}

	/** As the interface of a container that is proxied. */
	interface Listener {

		void invokeListener(Object channel, Object data);

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		final MethodInterceptor advice = (invocation) -> invocation.proceed();

		@Bean
		ConnectionFactory connections() {
			return new CachingConnectionFactory("localhost", 1);
		}

		@Bean
		RabbitListenerEndpointRegistry registry() {
			return new RabbitListenerEndpointRegistry();
		}

		@Bean
		SimpleRabbitListenerContainerFactory factory(ConnectionFactory connections) {
			SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
			factory.setConnectionFactory(connections);
			factory.setAutoStartup(false);
			factory.setAdviceChain(this.advice);
			return factory;
		}

		@Bean
		DirectMessageListenerContainer bean(ConnectionFactory connections) {
			DirectMessageListenerContainer container = new DirectMessageListenerContainer(connections);
			container.setQueueNames("orders");
			container.setAutoStartup(false);
			container.setShutdownTimeout(4321);
			container.setAdviceChain(this.advice);
			container.setMessageListener((message) -> {
			});
			return container;
		}

		@Bean
		SimpleMessageListenerContainer replies(ConnectionFactory connections) {
			SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(connections);
			container.setQueueNames("replies");
			container.setAutoStartup(false);
			container.setMessageListener(new RabbitTemplate(connections));
			return container;
		}

	}

}
