/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.softlanding.ElapsingDrainContext;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.core.AnonymousQueue;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a container of RabbitMQ may take to stop, and which ones maintenance pauses.
 */
class RabbitContainerTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, MessagingAutoConfiguration.class))
		.withUserConfiguration(Queues.class);

	@Test
	void aContainerThatStopsHasTheTimeOfTheDrainAndItsOwnAtLeast() {
		RunningContainer running = new RunningContainer();
		running.setShutdownTimeout(4321);
		RabbitContainer container = container(running);
		container.stop(Duration.ofSeconds(20), () -> {
		});
		assertThat(ContainerProperties.shutdownTimeoutMillis(running)).isEqualTo(20_000);
		running.callBack();
		assertThat(ContainerProperties.shutdownTimeoutMillis(running)).isEqualTo(4321);
		container.stop(Duration.ofSeconds(1), () -> {
		});
		assertThat(ContainerProperties.shutdownTimeoutMillis(running)).isEqualTo(4321);
		running.callBack();
		running.start();
		container.pause(Duration.ofSeconds(7));
		assertThat(ContainerProperties.shutdownTimeoutMillis(running)).isEqualTo(7000);
		container.resume();
		running.callBack();
		assertThat(ContainerProperties.shutdownTimeoutMillis(running)).isEqualTo(4321);
	}

	@Test
	void theTimeOfADrainCountsFromItsBegin() {
		RunningContainer running = new RunningContainer();
		SetClock clock = new SetClock();
		RabbitMessaging rabbit = new RabbitMessaging(clock);
		rabbit.postProcessBeforeInitialization(running, "running");
		Listeners listeners = new Listeners(List.of(rabbit), clock, () -> Duration.ofSeconds(30), Duration.ZERO);
		listeners.drainBegins((thread) -> false);
		clock.sleep(Duration.ofSeconds(8).toNanos());
		listeners.stop(rabbit.containers().iterator().next());
		assertThat(ContainerProperties.shutdownTimeoutMillis(running)).isEqualTo(22_000);
	}

	@Test
	void maintenanceLeavesContainersWhoseQueuesWouldBeDeleted() {
		this.runner.run((context) -> {
			context.getBeanFactory().registerSingleton("registered", new Queue("registered", false, false, true));
			RabbitMessaging rabbit = context.getBean(RabbitMessaging.class);
			assertThat(canPause(rabbit, "durable")).isTrue();
			assertThat(canPause(rabbit, "not declared by the application")).isTrue();
			assertThat(canPause(rabbit, "anonymous")).isFalse();
			assertThat(canPause(rabbit, "exclusive")).isFalse();
			assertThat(canPause(rabbit, "expires")).isFalse();
			assertThat(canPause(rabbit, "registered")).isFalse();
			assertThat(canPause(rabbit, "amq.gen-abc")).isFalse();
			assertThat(canPause(rabbit, "durable", "anonymous")).isFalse();
			RunningContainer given = new RunningContainer();
			given.setQueues(new Queue("given", false, false, true));
			assertThat(container(given).canPause()).isFalse();
		});
	}

	@Test
	void theResultOfAPauseNamesContainersThatAreLeft() {
		RunningContainer durable = new RunningContainer();
		durable.setListenerId("durable");
		RunningContainer temporary = new RunningContainer();
		temporary.setListenerId("temporary");
		temporary.setQueues(new AnonymousQueue(() -> "temporary"));
		RabbitMessaging rabbit = new RabbitMessaging(NanoClock.SYSTEM);
		rabbit.postProcessBeforeInitialization(durable, "first");
		rabbit.postProcessBeforeInitialization(temporary, "second");
		ListenerPauseParticipant pause = new ListenerPauseParticipant(
				new Listeners(List.of(rabbit), NanoClock.SYSTEM, () -> Duration.ofSeconds(30), Duration.ZERO));
		DrainResult result = pause.drain(ElapsingDrainContext.of(DrainReason.MAINTENANCE, Duration.ofSeconds(10)));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).endsWith(": [temporary]");
		assertThat(durable.isRunning()).isFalse();
		assertThat(temporary.isRunning()).isTrue();
		durable.callBack();
		pause.resume();
		assertThat(durable.isRunning()).isTrue();
	}

	static RabbitContainer container(AbstractMessageListenerContainer container) {
		return new RabbitContainer(container, "bean", new HandledMessages(NanoClock.SYSTEM),
				new TemporaryQueues(Stream::empty, NanoClock.SYSTEM));
	}

	private static boolean canPause(RabbitMessaging rabbit, String... queues) {
		RunningContainer container = new RunningContainer();
		container.setQueueNames(queues);
		container.setListenerId(String.join(",", queues));
		rabbit.postProcessBeforeInitialization(container, container.getListenerId());
		return rabbit.containers()
			.stream()
			.filter((each) -> each.name().equals(container.getListenerId()))
			.findFirst()
			.orElseThrow()
			.canPause();
	}

	/** Has stopped when the test says so. */
	static final class RunningContainer extends AbstractMessageListenerContainer {

		private final Deque<Runnable> callbacks = new ArrayDeque<>();

		RunningContainer() {
			doStart();
		}

		@Override
		protected void doInitialize() {
		}

		@Override
		public void start() {
			doStart();
		}

		@Override
		public void stop(Runnable callback) {
			setNotRunning();
			this.callbacks.add(callback);
		}

		void callBack() {
			this.callbacks.remove().run();
		}

	}

	/** Time passes only while someone sleeps. */
	private static final class SetClock implements NanoClock {

		private volatile long now = 1000;

		@Override
		public long nanoTime() {
			return this.now;
		}

		@Override
		public void sleep(long nanos) {
			this.now += nanos;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Queues {

		@Bean
		ConnectionFactory connections() {
			return new CachingConnectionFactory("localhost", 1);
		}

		@Bean
		Queue durable() {
			return new Queue("durable");
		}

		@Bean
		Queue anonymous() {
			return new AnonymousQueue(() -> "anonymous");
		}

		@Bean
		Declarables declarables() {
			return new Declarables(new Queue("exclusive", false, true, false),
					new Queue("expires", true, false, false, Map.of("x-expires", 60_000)));
		}

	}

}
