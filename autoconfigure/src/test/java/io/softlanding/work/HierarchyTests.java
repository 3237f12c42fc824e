/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import io.softlanding.config.TestParts;
import io.softlanding.report.ReportAutoConfiguration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.discovery.DiscoveryAutoConfiguration;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainController;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.DrainState;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.report.StatusSection;
import io.softlanding.inflight.WorkSource;
import io.softlanding.panic.PanicAutoConfiguration;
import io.softlanding.transaction.TransactionAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.config.ScheduledTaskHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A context with a context above it, each with a drain of its own.
 */
@Timeout(60)
class HierarchyTests {

	private static ConfigurableApplicationContext child() {
		return new SpringApplicationBuilder(Parent.class).web(WebApplicationType.NONE)
			.properties("softlanding.signals.enabled=false")
			.child(Child.class)
			.web(WebApplicationType.NONE)
			.run();
	}

	private static ConfigurableApplicationContext parent(ConfigurableApplicationContext child) {
		return (ConfigurableApplicationContext) child.getParent();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void participantsRunOnceInWhateverOrderTheContextsAreClosed(boolean childFirst) {
		ConfigurableApplicationContext child = child();
		ConfigurableApplicationContext parent = parent(child);
		Counting ofChild = child.getBean("ofChild", Counting.class);
		Counting ofParent = parent.getBean("ofParent", Counting.class);
		assertThat(child.getBean(DrainController.class)).isNotSameAs(parent.getBean(DrainController.class));
		if (childFirst) {
			child.close();
			assertThat(ofChild.runs).hasValue(1);
			assertThat(ofParent.runs).hasValue(0);
		}
		parent.close();
		assertThat(child.isActive()).isFalse();
		assertThat(List.of(ofChild, ofParent)).extracting((participant) -> participant.runs.get())
			.containsExactly(1, 1);
	}

	@Test
	void theParentGoesOnWhenAChildIsClosed() {
		ConfigurableApplicationContext child = child();
		ConfigurableApplicationContext parent = parent(child);
		child.close();
		assertThat(parent.getBean(DrainController.class).state()).isEqualTo(DrainState.RUNNING);
		assertThat(parent.getBean(ScheduledTaskHolder.class).getScheduledTasks()).singleElement()
			.satisfies((task) -> assertThat(task.nextExecution()).isNotNull());
		WorkRegistry registry = parent.getBean(WorkRegistry.class);
		registry.begin("after").close();
		assertThat(registry.endedDraining()).as("known as draining").isZero();
		assertThat(registry.childrenDrained(true)).isTrue();
		parent.close();
	}

	@Test
	void whatComesToTheParentDoesNotHoldAChild() {
		ConfigurableApplicationContext child = child();
		child.close();
		assertThat(parent(child).getBean(Parent.class).asked).hasValue(0);
		parent(child).close();
	}

	@Test
	void theParentWaitsUntilItsChildrenHaveWaited() throws Exception {
		ConfigurableApplicationContext child = child();
		ConfigurableApplicationContext parent = parent(child);
		InFlightWork.Running ofChild = child.getBean(InFlightWork.class).begin("child");
		CompletableFuture<DrainResult> drained = new CompletableFuture<>();
		CountDownLatch asked = new CountDownLatch(1);
		Thread waiting = new Thread(
				() -> drained.complete(TestParts.part(parent, WorkParticipant.class).drain(new StubDrainContext() {

					@Override
					public boolean forced() {
						asked.countDown();
						return super.forced();
					}

				})));
		waiting.start();
		asked.await();
		Awaitility.await()
			.until(() -> waiting.getState() == Thread.State.WAITING
					|| waiting.getState() == Thread.State.TIMED_WAITING);
		assertThat(parent.getBean(WorkRegistry.class).childrenDrained(true)).isFalse();
		assertThat(drained).isNotDone();
		ofChild.close();
		TestParts.part(child, WorkParticipant.class).drain(new StubDrainContext());
		drained.get(20, TimeUnit.SECONDS);
		parent.close();
	}

	@Test
	void theReportOfAChildHasNoSectionOfTheParent() {
		ConfigurableApplicationContext child = child();
		Parent parent = child.getBean(Parent.class);
		child.close();
		assertThat(parent.described).hasValue(0);
		parent(child).close();
		assertThat(parent.described).hasPositiveValue();
	}

	/** What belongs to the drain of the parent is not there for a second time. */
	@Test
	void aChildWithoutADrainHasNoFeatures() {
		try (ConfigurableApplicationContext child = new SpringApplicationBuilder(Parent.class)
			.web(WebApplicationType.NONE)
			.properties("softlanding.signals.enabled=false")
			.child(OnlyFeatures.class)
			.web(WebApplicationType.NONE)
			.run()) {
			assertThat(child.getBeanDefinitionNames()).noneMatch((name) -> name.startsWith("softlanding"));
			parent(child).close();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ WorkAutoConfiguration.class, TransactionAutoConfiguration.class,
			PanicAutoConfiguration.class, DiscoveryAutoConfiguration.class })
	static class OnlyFeatures {

	}

	@EnableScheduling
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DrainAutoConfiguration.class, ReportAutoConfiguration.class,
			WorkAutoConfiguration.class })
	static class Parent {

		final AtomicInteger described = new AtomicInteger();

		@Bean
		StatusSection section() {
			return new StatusSection() {

				@Override
				public String name() {
					return "parent";
				}

				@Override
				public Map<String, Object> status() {
					Parent.this.described.incrementAndGet();
					return Map.of();
				}

			};
		}

		final AtomicInteger asked = new AtomicInteger();

		@Scheduled(fixedRate = 3_600_000, initialDelay = 3_600_000)
		void hourly() {
		}

		@Bean
		WorkSource requests() {
			return () -> {
				this.asked.incrementAndGet();
				return true;
			};
		}

		@Bean
		Counting ofParent() {
			return new Counting("of-parent");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DrainAutoConfiguration.class, ReportAutoConfiguration.class,
			WorkAutoConfiguration.class })
	static class Child {

		@Bean
		Counting ofChild() {
			return new Counting("of-child");
		}

	}

	static final class Counting implements DrainParticipant {

		final AtomicInteger runs = new AtomicInteger();

		private final String name;

		Counting(String name) {
			this.name = name;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public DrainPhase phase() {
			return DrainPhase.INTAKE;
		}

		@Override
		public DrainResult drain(DrainContext context) {
			this.runs.incrementAndGet();
			return DrainResult.completed("Counted");
		}

	}

}
