/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

import io.softlanding.discovery.DiscoveryProperties.ClosedEvent;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StoppedInFront;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.inflight.Work;
import io.softlanding.inflight.WorkSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which lifecycle beans stop before the port is closed, and when.
 */
class BeansBeforePortTests {

	private static final List<String> heard = new CopyOnWriteArrayList<>();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final List<WorkSource> sources = new ArrayList<>();

	private List<String> unstopped = List.of();

	private @Nullable Feature feature;

	@AfterEach
	void forget() {
		heard.clear();
	}

	@Test
	void beansOfTheApplicationStopBeforeThePortIsClosed() {
		start(Listener.class, OwnBean.class, ClosedEventParticipantTests.MessageListener.class);
		DrainResult result = drain(ClosedEvent.AUTO, Duration.ofSeconds(30));
		assertThat(heard).containsExactly("event", "beans stop");
		assertThat(result.details()).containsEntry("stopped", List.of("container", "own"));
	}

	@Test
	void requestsInFlightEndBeforeBeansStopThatTheyMayNeed() {
		this.sources.add(source(new StubWork(3)));
		start(OwnBean.class);
		drain(ClosedEvent.AUTO, Duration.ofSeconds(30));
		assertThat(heard).containsExactly("request ended", "beans stop");
	}

	@Test
	void aRequestThatDoesNotEndHasHalfOfTheTime() throws InterruptedException {
		this.sources.add(source(new StubWork(Integer.MAX_VALUE)));
		start(OwnBean.class);
		Iterator<Integer> left = List.of(30, 30, 16).iterator();
		new ClosedEventParticipant(this.context, ClosedEvent.AUTO, (task) -> {
			task.run();
			return true;
		}, this.sources::stream, (all) -> stops("beans stop, " + left.hasNext()))
			.drain(new StubDrainContext().remaining(() -> Duration.ofSeconds(left.hasNext() ? left.next() : 14)));
		assertThat(heard).containsExactly("beans stop, false");
	}

	@Test
	void beansThatHaveNotStoppedAreNamed() {
		this.unstopped = List.of("own");
		start(Listener.class, OwnBean.class, ClosedEventParticipantTests.MessageListener.class);
		DrainResult result = drain(ClosedEvent.AUTO, Duration.ofSeconds(30));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.details()).containsEntry("stopped", List.of("container"))
			.containsEntry("running", List.of("own"));
	}

	@Test
	void withoutListenersTheBeansAreNamed() {
		start(OwnBean.class);
		DrainResult result = drain(ClosedEvent.AUTO, Duration.ofSeconds(30));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.summary()).contains("[own]");
	}

	@Test
	void messageListenersStopBeforeThePortIsClosedAndTheEventFollows() {
		this.feature = new Feature();
		start(Listener.class, ClosedEventParticipantTests.MessageListener.class);
		DrainResult result = drain(ClosedEvent.AUTO, Duration.ofSeconds(30));
		assertThat(heard).containsExactly("listeners stop", "event");
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.details()).containsEntry("stopped", List.of("container"));
	}

	@Test
	void aListenerOfTheEventThatIsSlowAfterThemIsNamed() throws InterruptedException {
		this.feature = new Feature();
		start(SlowListener.class, ClosedEventParticipantTests.MessageListener.class);
		DrainResult result = drain(ClosedEvent.AUTO, Duration.ofSeconds(1));
		this.context.getBean(SlowListener.class).end.countDown();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
		assertThat(result.details()).containsEntry("stopped", List.of("container")).containsKey("pending");
	}

	@Test
	void messagesThatAreStillHandledAreNamedAndKeepTheEvent() {
		this.feature = new Feature();
		this.unstopped = List.of("container");
		start(Listener.class, ClosedEventParticipantTests.MessageListener.class);
		DrainResult result = drain(ClosedEvent.AUTO, Duration.ofSeconds(30));
		assertThat(heard).containsExactly("listeners stop");
		assertThat(result.outcome()).isEqualTo(DrainOutcome.ASSUMED);
		assertThat(result.details()).containsEntry("running", List.of("container"));
	}

	@Test
	void messageListenersAndBeansOfTheApplicationStopTogether() {
		this.feature = new Feature();
		start(Listener.class, OwnBean.class, ClosedEventParticipantTests.MessageListener.class);
		DrainResult result = drain(ClosedEvent.AUTO, Duration.ofSeconds(30));
		assertThat(heard).containsExactly("event", "beans stop");
		assertThat(result.details()).containsEntry("stopped", List.of("container", "own"));
	}

	/** Of listener containers, which run until they are stopped. */
	private final class Feature implements StoppedInFront {

		private boolean running = true;

		@Override
		public boolean stops(Lifecycle bean) {
			return bean instanceof RedisMessageListenerContainer;
		}

		@Override
		public boolean isRunning(Lifecycle bean) {
			return this.running;
		}

		@Override
		public void stop(Lifecycle bean, Runnable whenStopped) {
			throw new UnsupportedOperationException();
		}

	}

	private List<String> stops(boolean all) {
		if (this.feature != null) {
			this.feature.running = !this.unstopped.isEmpty();
		}
		return stops(all ? "beans stop" : "listeners stop");
	}

	private List<String> stops(String what) {
		heard.add(what);
		return this.unstopped;
	}

	private void start(Class<?>... configuration) {
		TestPropertyValues.of("local.server.port=8080").applyTo(this.context);
		if (this.feature != null) {
			this.context.registerBean("feature", StoppedInFront.class, () -> this.feature);
		}
		this.context.register(configuration);
		this.context.refresh();
		heard.clear();
	}

	private DrainResult drain(ClosedEvent timing, Duration remaining) {
		try {
			return new ClosedEventParticipant(this.context, timing, (task) -> false, this.sources::stream, this::stops)
				.drain(new StubDrainContext().remaining(() -> remaining));
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Listener {

		@EventListener(ContextClosedEvent.class)
		void closed() {
			heard.add("event");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SlowListener {

		private final CountDownLatch end = new CountDownLatch(1);

		@EventListener(ContextClosedEvent.class)
		void closed() throws InterruptedException {
			this.end.await();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBean {

		@Bean
		SmartLifecycle own() {
			return new SmartLifecycle() {

				private volatile boolean running;

				@Override
				public void start() {
					this.running = true;
				}

				@Override
				public void stop() {
					this.running = false;
				}

				@Override
				public boolean isRunning() {
					return this.running;
				}

			};
		}

	}

	private static WorkSource source(Work work) {
		return new WorkSource() {

			@Override
			public boolean exhausted() {
				return false;
			}

			@Override
			public Collection<Work> running(Predicate<Thread> except) {
				return List.of(work);
			}

		};
	}

	/** Ends when it was looked at that often. */
	private static final class StubWork implements Work {

		private int looks;

		StubWork(int looks) {
			this.looks = looks;
		}

		@Override
		public String description() {
			return "GET /";
		}

		@Override
		public boolean ended() {
			if (--this.looks == 0) {
				heard.add("request ended");
			}
			return this.looks <= 0;
		}

	}

}
