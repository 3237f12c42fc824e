/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.softlanding.discovery.DiscoveryProperties.ClosedEvent;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Which listeners hear of the close before the port is closed, and how often.
 */
class ClosedEventParticipantTests {

	private static final List<String> heard = new CopyOnWriteArrayList<>();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void forget() {
		heard.clear();
	}

	@Test
	void allKindsOfListenersAreCalledOnceAndInTheirOrder() {
		start(Kinds.class);
		DrainResult result = drain(ClosedEvent.AUTO, Duration.ofSeconds(30));
		assertThat(result.outcome()).as(result.summary()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(heard).containsExactly("first", "class", "context events", "method", "lambda");
		this.context.close();
		assertThat(heard).containsExactly("first", "class", "context events", "method", "lambda");
	}

	@Test
	void otherEventsStillReachTheListeners() {
		start(Kinds.class);
		drain(ClosedEvent.AUTO, Duration.ofSeconds(30));
		heard.clear();
		this.context.publishEvent(new ContextRefreshedEvent(this.context));
		try (AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
			child.setParent(this.context);
			child.refresh();
		}
		assertThat(heard).contains("refreshed", "class", "method");
	}

	@Test
	void aListenerThatFailsIsNamedAndKeepsNoOtherFromBeingCalled() {
		start(Failing.class);
		DrainResult result = drain(ClosedEvent.AUTO, Duration.ofSeconds(30));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).contains("Called: ", "failed: ").contains("Failing.fails", "Failing.succeeds");
		assertThat(heard).containsExactly("succeeds");
	}

	@Test
	void aListenerThatDoesNotReturnIsNamedAndAwaitedBySpring() throws Exception {
		start(Blocking.class);
		Blocking blocking = this.context.getBean(Blocking.class);
		DrainResult result = drain(ClosedEvent.AUTO, Duration.ZERO);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
		assertThat(blocking.entered.await(30, TimeUnit.SECONDS)).isTrue();
		Thread closing = new Thread(this.context::close);
		closing.start();
		Awaitility.await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
		assertThat(heard).isEmpty();
		blocking.go.countDown();
		closing.join(30_000);
		assertThat(heard).containsExactly("returned", "destroyed");
	}

	@Test
	void aListenerMayCloseTheContext() {
		start(Closing.class);
		assertThat(drain(ClosedEvent.AUTO, Duration.ofSeconds(30)).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(heard).containsExactly("closing", "other");
		assertThat(this.context.isActive()).isFalse();
	}

	@Test
	void whatWasNeverCreatedIsNotCreated() {
		start(LazyListener.class);
		assertThat(drain(ClosedEvent.AUTO, Duration.ofSeconds(30)).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThat(heard).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "maintenance", "at-close", "no-server", "message-listener", "closed" })
	void theEventIsNotPublishedEarly(String why) throws Exception {
		if ("no-server".equals(why)) {
			this.context.register(Failing.class);
			this.context.refresh();
		}
		else {
			start(Failing.class, ("message-listener".equals(why)) ? MessageListener.class : Failing.class);
		}
		if ("closed".equals(why)) {
			this.context.close();
			heard.clear();
		}
		DrainReason reason = "maintenance".equals(why) ? DrainReason.MAINTENANCE : DrainReason.SIGTERM;
		DrainResult result = new ClosedEventParticipant(this.context,
				"at-close".equals(why) ? ClosedEvent.AT_CLOSE : ClosedEvent.AUTO, (task) -> false, Stream::empty,
				(all) -> {
					heard.add("beans stop");
					return List.of();
				})
			.drain(new StubDrainContext(Duration.ofSeconds(30)).reason(reason));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThat(heard).isEmpty();
	}

	@Test
	void theEventIsPublishedInSpiteOfMessageListenersIfThatIsConfigured() {
		start(Kinds.class, MessageListener.class);
		assertThat(drain(ClosedEvent.BEFORE_INTAKE, Duration.ofSeconds(30)).outcome())
			.isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void aSchedulerThatExtendsOneOfSpringsIsNotShutDown() {
		start(OwnScheduler.class);
		assertThat(drain(ClosedEvent.AUTO, Duration.ofSeconds(30)).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThat(this.context.getBean(ThreadPoolTaskScheduler.class).getScheduledExecutor().isShutdown()).isFalse();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnScheduler {

		@Bean
		ThreadPoolTaskScheduler scheduler() {
			return new ThreadPoolTaskScheduler() {
			};
		}

	}

	private void start(Class<?>... configuration) {
		TestPropertyValues.of("local.server.port=8080").applyTo(this.context);
		this.context.register(configuration);
		this.context.refresh();
		heard.clear();
	}

	private DrainResult drain(ClosedEvent timing, Duration remaining) {
		try {
			return new ClosedEventParticipant(this.context, timing, (task) -> false, Stream::empty, (all) -> {
				heard.add("beans stop");
				return List.of();
			}).drain(new StubDrainContext().remaining(() -> remaining));
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Kinds {

		@Bean
		ApplicationListener<ContextClosedEvent> lambda() {
			return (event) -> heard.add("lambda");
		}

		@Bean
		ApplicationListener<ContextRefreshedEvent> lambdaOfAnotherEvent() {
			return (event) -> heard.add("refreshed");
		}

		@Bean
		First first() {
			return new First();
		}

		@Bean
		OfClass ofClass() {
			return new OfClass();
		}

		@Bean
		OfContextEvents ofContextEvents() {
			return new OfContextEvents();
		}

		@EventListener(ContextClosedEvent.class)
		@Order(40)
		void method() {
			heard.add("method");
		}

		@EventListener(classes = ContextClosedEvent.class, condition = "false")
		void never() {
			heard.add("never");
		}

	}

	@Order(10)
	static class First implements ApplicationListener<ApplicationEvent> {

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
			if (event instanceof ContextClosedEvent) {
				heard.add("first");
			}
		}

	}

	@Order(20)
	static class OfClass implements ApplicationListener<ContextClosedEvent> {

		@Override
		public void onApplicationEvent(ContextClosedEvent event) {
			heard.add("class");
		}

	}

	@Order(30)
	static class OfContextEvents implements ApplicationListener<ApplicationContextEvent> {

		@Override
		public void onApplicationEvent(ApplicationContextEvent event) {
			heard.add((event instanceof ContextClosedEvent) ? "context events" : "another");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@EventListener(ContextClosedEvent.class)
		@Order(1)
		void fails() {
			throw new IllegalStateException("not today");
		}

		@EventListener(ContextClosedEvent.class)
		@Order(2)
		void succeeds() {
			heard.add("succeeds");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Blocking implements AutoCloseable {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch go = new CountDownLatch(1);

		@EventListener(ContextClosedEvent.class)
		void blocks() throws InterruptedException {
			this.entered.countDown();
			this.go.await();
			heard.add("returned");
		}

		@Override
		public void close() {
			heard.add("destroyed");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Closing {

		@EventListener
		@Order(1)
		void closes(ContextClosedEvent event) {
			heard.add("closing");
			((AnnotationConfigApplicationContext) event.getApplicationContext()).close();
		}

		@EventListener(ContextClosedEvent.class)
		@Order(2)
		void other() {
			heard.add("other");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyListener {

		@Bean
		@Lazy
		OfClass ofClass() {
			heard.add("created");
			return new OfClass();
		}

	}

	/** Its container is one of Spring's. */
	@Configuration(proxyBeanMethods = false)
	static class MessageListener {

		@Bean
		RedisMessageListenerContainer container() {
			RedisMessageListenerContainer container = mock(RedisMessageListenerContainer.class);
			given(container.isAutoStartup()).willReturn(false);
			given(container.isRunning()).willReturn(true);
			given(container.getPhase()).willReturn(Integer.MAX_VALUE);
			return container;
		}

	}

}
