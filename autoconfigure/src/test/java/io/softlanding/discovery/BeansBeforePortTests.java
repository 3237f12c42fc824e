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
import java.util.function.Predicate;

import io.softlanding.discovery.DiscoveryProperties.ClosedEvent;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.inflight.Work;
import io.softlanding.inflight.WorkSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which lifecycle beans stop before the port is closed, and when.
 */
class BeansBeforePortTests {

	private static final List<String> heard = new CopyOnWriteArrayList<>();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final List<WorkSource> sources = new ArrayList<>();

	private List<String> unstopped = List.of();

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
		}, this.sources::stream, () -> stops("beans stop, " + left.hasNext()))
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

	private List<String> stops(String what) {
		heard.add(what);
		return this.unstopped;
	}

	private void start(Class<?>... configuration) {
		TestPropertyValues.of("local.server.port=8080").applyTo(this.context);
		this.context.register(configuration);
		this.context.refresh();
		heard.clear();
	}

	private DrainResult drain(ClosedEvent timing, Duration remaining) {
		try {
			return new ClosedEventParticipant(this.context, timing, (task) -> false, this.sources::stream,
					() -> stops("beans stop"))
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
