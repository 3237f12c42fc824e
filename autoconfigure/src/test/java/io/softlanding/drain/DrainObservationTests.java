/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import io.softlanding.report.ReportAutoConfiguration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.softlanding.process.BoundedWait;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DrainObservation}.
 */
class DrainObservationTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final Events events = new Events();

	@Test
	void aDrainIsObservedWithItsPhases() {
		this.registry.observationConfig().observationHandler(this.events);
		run(observation(this.registry), StubParticipant.of("requests", DrainPhase.IN_FLIGHT),
				StubParticipant.of("locks", DrainPhase.LOCKS, (context) -> {
					throw new IllegalStateException("on purpose");
				}));
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasNumberOfObservationsWithNameEqualTo("softlanding.drain", 1)
			.hasObservationWithNameEqualTo("softlanding.drain")
			.that()
			.hasBeenStarted()
			.hasBeenStopped()
			.hasContextualNameEqualTo("drain")
			.hasLowCardinalityKeyValue("reason", "SIGTERM")
			.hasLowCardinalityKeyValue("outcome", "FAILED");
		assertThat(this.events.names).containsExactly("in-flight", "locks");
		assertThat(this.events.texts).containsExactly("IN_FLIGHT completed", "LOCKS failed");
	}

	@Test
	void aHandlerThatFailsDoesNotReachTheDrain() {
		this.registry.observationConfig().observationHandler(new Events() {

			@Override
			public void onStart(Observation.Context context) {
				throw new NoClassDefFoundError("gone");
			}

		});
		run(observation(this.registry), StubParticipant.of("locks", DrainPhase.LOCKS));
	}

	@Test
	void theTimeOfAnEventIsThatOfThePhaseHoweverSlowAHandlerIs() {
		CountDownLatch ended = new CountDownLatch(1);
		CountDownLatch told = new CountDownLatch(1);
		AtomicLong time = new AtomicLong();
		this.registry.observationConfig().observationHandler(new Events() {

			@Override
			public void onStart(Observation.Context context) {
				BoundedWait.uninterruptibly(ended, Long.MAX_VALUE / 2);
			}

			@Override
			public void onEvent(Observation.Event event, Observation.Context context) {
				time.set(event.getWallTime());
				told.countDown();
			}

		});
		run(observation(this.registry), StubParticipant.of("locks", DrainPhase.LOCKS));
		long now = System.currentTimeMillis();
		while (System.currentTimeMillis() <= now + 1) {
			Thread.onSpinWait();
		}
		ended.countDown();
		assertThat(BoundedWait.uninterruptibly(told, TimeUnit.SECONDS.toNanos(20))).isTrue();
		assertThat(time).hasPositiveValue().hasValueLessThanOrEqualTo(now);
	}

	@Test
	void aHandlerThatHangsDoesNotHoldTheDrain() {
		CountDownLatch never = new CountDownLatch(1);
		this.registry.observationConfig().observationHandler(new Events() {

			@Override
			public void onStop(Observation.Context context) {
				BoundedWait.uninterruptibly(never, Long.MAX_VALUE / 2);
			}

		});
		run(observation(this.registry), StubParticipant.of("locks", DrainPhase.LOCKS));
		never.countDown();
	}

	@Test
	void theBackHalfIsRecordedThoughTheContextCloses() {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
		ConfigurableApplicationContext context = application.run();
		TestObservationRegistry registry = context.getBean(TestObservationRegistry.class);
		Events events = context.getBean(Events.class);
		registry.observationConfig().observationHandler(events);
		context.close();
		TestObservationRegistryAssert.assertThat(registry)
			.hasObservationWithNameEqualTo("softlanding.drain")
			.that()
			.hasBeenStopped()
			.hasLowCardinalityKeyValue("reason", "CLOSE")
			.hasLowCardinalityKeyValue("outcome", "COMPLETED");
		assertThat(events.names).containsExactly("announce", "transactions", "handoff");
	}

	@Test
	void nothingIsObservedWithoutARegistryOrWithoutMicrometer() {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class));
		runner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(DrainObservation.class);
			run(context.getBean(DrainObservation.class), StubParticipant.of("locks", DrainPhase.LOCKS));
		});
		runner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DrainListener.class));
	}

	private static DrainObservation observation(ObservationRegistry registry) {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("registry", registry);
		DrainObservation observation = new DrainObservation(beans);
		observation.afterSingletonsInstantiated();
		return observation;
	}

	private static void run(DrainObservation observation, DrainParticipant... participants) {
		Drain drain = new Drain(DrainFixtures.request(NanoClock.SYSTEM), new DrainPlan(List.of(participants)),
				DrainFixtures.budget(), NanoClock.SYSTEM, DrainFixtures.log(), DrainFixtures.listeners(observation),
				false, (stopped) -> {
				});
		drain.begin();
		drain.awaitFront();
		assertThat(drain.stop()).isTrue();
		assertThat(drain.state()).isEqualTo(DrainState.STOPPED);
	}

	/** What handlers of observations are told. */
	static class Events implements ObservationHandler<Observation.Context> {

		final List<String> names = new CopyOnWriteArrayList<>();

		final List<String> texts = new CopyOnWriteArrayList<>();

		@Override
		public void onEvent(Observation.Event event, Observation.Context context) {
			this.names.add(event.getName());
			this.texts.add(event.getContextualName());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DrainAutoConfiguration.class, ReportAutoConfiguration.class })
	static class Application {

		@Bean
		TestObservationRegistry observationRegistry() {
			return TestObservationRegistry.create();
		}

		@Bean
		Events events() {
			return new Events();
		}

	}

}
