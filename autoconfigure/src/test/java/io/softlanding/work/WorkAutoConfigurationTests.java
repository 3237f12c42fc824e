/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import io.softlanding.config.TestParts;
import io.softlanding.report.ReportAutoConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.inflight.CurrentWork;
import io.softlanding.inflight.Work;
import io.softlanding.panic.PanicAutoConfiguration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.FieldHint;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkAutoConfiguration}, with the executors and schedulers that
 * applications have.
 */
@ExtendWith(OutputCaptureExtension.class)
class WorkAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class, WorkAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class));

	@Test
	void workIsTrackedByDefault() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(InFlightWork.class)
			.hasSingleBean(CurrentWork.class)
			.hasBean("softlandingWorkParts")
			.hasSingleBean(WorkMetrics.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.enabled=false", "softlanding.work.enabled=false",
			"softlanding.drain.enabled=false" })
	void canBeSwitchedOff(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(WorkRegistry.class)
				.doesNotHaveBean(ObservedExecutors.class));
	}

	@Test
	void worksWithoutMicrometer() {
		this.runner.withClassLoader(new FilteredClassLoader(MeterBinder.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("softlandingWorkParts")
				.doesNotHaveBean(WorkMetrics.class));
	}

	@Test
	void countsAreThereFromTheStart() {
		this.runner.run((context) -> {
			MeterRegistry meters = new SimpleMeterRegistry();
			context.getBean(WorkMetrics.class).bindTo(meters);
			for (String kind : List.of("registered", "task", "scheduled")) {
				assertThat(meters.get("softlanding.work.running").tag("kind", kind).gauge().value()).isZero();
			}
			assertThat(meters.get("softlanding.work.waiting").gauge().value()).isZero();
			assertThat(meters.get("softlanding.work.withheld").functionCounter().count()).isZero();
			try (InFlightWork.Running running = context.getBean(InFlightWork.class).begin("job")) {
				assertThat(meters.get("softlanding.work.running").tag("kind", "registered").gauge().value())
					.isEqualTo(1);
				assertThat(TestParts.part(context, WorkStatus.class).status()).containsEntry("running", 1L);
			}
		});
	}

	@Test
	void anAsyncMethodIsNamedWhileItRunsAndWhileItWaits() {
		this.runner.withUserConfiguration(Mail.class)
			.withPropertyValues("spring.task.execution.pool.core-size=1")
			.run((context) -> {
				Mail mail = context.getBean(Mail.class);
				mail.send("alice@example.org");
				mail.running().await();
				mail.send("bob@example.org");
				DrainResult result = drain(context, Duration.ZERO);
				assertThat(result.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
				assertThat(left(result)).singleElement(InstanceOfAssertFactories.MAP)
					.containsEntry("name", "WorkAutoConfigurationTests$Mail.send")
					.containsEntry("running", 1L)
					.containsEntry("waiting", 1);
				assertThat(result.toString()).doesNotContain("example.org");
				mail.release().countDown();
				assertThat(drain(context, Duration.ofSeconds(20)).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
				assertThat(mail.sent()).isEqualTo(2);
			});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void anAsyncMethodOnAVirtualThreadIsNamed() {
		this.runner.withUserConfiguration(Mail.class)
			.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> {
				Mail mail = context.getBean(Mail.class);
				mail.send("alice@example.org");
				mail.running().await();
				assertThat(left(drain(context, Duration.ZERO))).singleElement(InstanceOfAssertFactories.MAP)
					.containsEntry("name", "WorkAutoConfigurationTests$Mail.send");
				mail.release().countDown();
				assertThat(drain(context, Duration.ofSeconds(20)).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
			});
	}

	@Test
	void decoratorsOfTheUserAndOfPanicsStayInside() {
		this.runner.withConfiguration(AutoConfigurations.of(PanicAutoConfiguration.class))
			.withUserConfiguration(Decorated.class)
			.run((context) -> {
				AsyncTaskExecutor executor = context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
				executor.submit(() -> assertThat(context.getBean(WorkRegistry.class).get()).isNotNull()).get();
				assertThat(context.getBean(Decorated.class).decorated).hasValue(1);
			});
	}

	@Test
	void anExecutorWithASetterOfItsOwnIsCounted() {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor() {

			@Override
			public void setTaskDecorator(TaskDecorator decorator) {
				throw new IllegalStateException("The decorator of this executor is set once");
			}

		};
		this.runner.withBean("own", ThreadPoolTaskExecutor.class, () -> executor)
			.run((context) -> assertThat(context).hasNotFailed().getBean("own").isSameAs(executor));
	}

	@Test
	void theDecoratorOfAnExecutorCanBeReadInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new WorkAutoConfiguration.Hints().registerHints(hints, getClass().getClassLoader());
		for (Class<?> type : List.of(ThreadPoolTaskExecutor.class, ThreadPoolTaskScheduler.class,
				SimpleAsyncTaskExecutor.class)) {
			assertThat(hints.reflection().getTypeHint(type).fields()).extracting(FieldHint::getName)
				.containsExactly("taskDecorator");
		}
	}

	@Test
	void anExecutorThatAPostProcessorNeedsMakesSpringLogNothingOfOurs(CapturedOutput output) {
		this.runner.withUserConfiguration(EarlyExecutor.class)
			.run((context) -> assertThat(context.getBean(WorkRegistry.class).executors().all())
				.extracting(ObservedExecutor::name)
				.contains("early"));
		assertThat(output).contains("'early'").doesNotContain("softlandingInFlightWork");
	}

	@Configuration(proxyBeanMethods = false)
	static class EarlyExecutor {

		@Bean
		static ThreadPoolTaskExecutor early() {
			return new ThreadPoolTaskExecutor();
		}

		@Bean
		static BeanPostProcessor needsIt(ThreadPoolTaskExecutor early) {
			return new BeanPostProcessor() {
			};
		}

	}

	@Test
	void anExecutorOfTheUserIsTrackedWhenSpringMakesItsThreads() {
		this.runner.withUserConfiguration(Replaced.class).run((context) -> {
			assertThat(context).doesNotHaveBean("applicationTaskExecutor");
			assertThat(context.getBean(WorkRegistry.class).executors().all()).extracting(ObservedExecutor::name)
				.containsExactly("own");
			CountDownLatch release = new CountDownLatch(1);
			CountDownLatch running = new CountDownLatch(2);
			List<Executor> executors = List.of(context.getBean("own", Executor.class),
					context.getBean("plain", Executor.class));
			executors.forEach((executor) -> executor.execute(() -> {
				running.countDown();
				await(release);
			}));
			running.await();
			assertThat(drain(context, Duration.ZERO).summary()).startsWith("1 tasks and jobs running, 0 waiting");
			release.countDown();
		});
	}

	@Test
	void anExecutorThatHasNoPoolIsLeftAlone() {
		this.runner.withBean("late", ThreadPoolTaskExecutor.class, () -> new ThreadPoolTaskExecutor() {

			@Override
			public void afterPropertiesSet() {
				// Its owner initializes it some day.
			}

		}).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aPlainExecutorIsWaitedForWhenItsTasksRegisterThemselves() {
		this.runner.withUserConfiguration(Replaced.class).run((context) -> {
			CountDownLatch release = new CountDownLatch(1);
			CountDownLatch running = new CountDownLatch(1);
			context.getBean("plain", Executor.class).execute(() -> {
				try (InFlightWork.Running job = context.getBean(InFlightWork.class).begin("nightly-report")) {
					running.countDown();
					await(release);
				}
			});
			running.await();
			assertThat(left(drain(context, Duration.ZERO))).singleElement(InstanceOfAssertFactories.MAP)
				.containsEntry("name", "nightly-report");
			release.countDown();
			assertThat(drain(context, Duration.ofSeconds(20)).outcome()).isEqualTo(DrainOutcome.ASSUMED);
		});
	}

	@Test
	void leasesOfATaskBelongToIt() {
		this.runner.run((context) -> {
			CurrentWork current = context.getBean(CurrentWork.class);
			AsyncTaskExecutor executor = context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
			Work work = executor.submit(current::get).get();
			assertThat(work).isNotNull();
			while (!work.ended()) {
				Thread.onSpinWait();
			}
			assertThat(current.get()).isNull();
		});
	}

	private static DrainResult drain(ApplicationContext context, Duration remaining) {
		return TestParts.part(context, WorkParticipant.class).drain(new StubDrainContext().remaining(() -> remaining));
	}

	private static List<?> left(DrainResult result) {
		return (List<?>) result.details().get("remaining");
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@EnableAsync
	@Configuration(proxyBeanMethods = false)
	static class Mail {

		private final CountDownLatch running = new CountDownLatch(1);

		private final CountDownLatch release = new CountDownLatch(1);

		private final AtomicInteger sent = new AtomicInteger();

		CountDownLatch running() {
			return this.running;
		}

		CountDownLatch release() {
			return this.release;
		}

		int sent() {
			return this.sent.get();
		}

		@Async
		void send(String to) {
			this.running.countDown();
			WorkAutoConfigurationTests.await(this.release);
			this.sent.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Decorated {

		final AtomicInteger decorated = new AtomicInteger();

		@Bean
		TaskDecorator counting() {
			return (task) -> () -> {
				this.decorated.incrementAndGet();
				task.run();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Replaced {

		@Bean
		ThreadPoolTaskExecutor own() {
			return new ThreadPoolTaskExecutor();
		}

		@Bean(destroyMethod = "shutdownNow")
		Executor plain() {
			return Executors.newSingleThreadExecutor();
		}

	}

}
