/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import io.softlanding.config.TestParts;
import io.softlanding.report.ReportAutoConfiguration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.MultiPassParticipant;
import io.softlanding.drain.StubDrainContext;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.scheduling.support.ScheduledMethodRunnable;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scheduled runs on the schedulers that applications have.
 */
class ScheduledRunsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class, WorkAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(classes = { Pooled.class, Simple.class, Own.class, Concurrent.class, Boot.class })
	void noScheduledRunBeginsAfterTheIntakeAndOneThatRunsIsWaitedFor(Class<?> scheduler) {
		this.runner.withUserConfiguration(Expiry.class, scheduler).run(this::scheduledRuns);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void noScheduledRunBeginsOnAVirtualThreadAfterTheIntake() {
		this.runner.withUserConfiguration(Expiry.class)
			.withPropertyValues("spring.threads.virtual.enabled=true")
			.run(this::scheduledRuns);
	}

	@ParameterizedTest
	@ValueSource(classes = { Pooled.class, Simple.class, Own.class, Concurrent.class, Boot.class })
	void aRunThatEndsDuringTheDrainIsCounted(Class<?> scheduler) {
		this.runner.withUserConfiguration(Expiry.class, scheduler).run((context) -> {
			Expiry expiry = context.getBean(Expiry.class);
			expiry.running.await();
			context.getBean(WorkRegistry.class).drainStarted(Duration.ofSeconds(20));
			TestParts.part(context, TrackedRuns.class).drain(new StubDrainContext());
			assertThat(drain(context, Duration.ZERO).outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
			expiry.release.countDown();
			DrainResult result = drain(context, Duration.ofSeconds(20));
			assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
			assertThat(result.summary()).isEqualTo("1 task or job ended since the drain began");
		});
	}

	@Test
	void aRunThatEndsWhileItIsLookedForIsCountedOnce() {
		this.runner.withUserConfiguration(Expiry.class, Boot.class).run((context) -> {
			Expiry expiry = context.getBean(Expiry.class);
			expiry.running.await();
			assertThat(context.getBean(WorkRegistry.class).scheduledTasks().running(() -> {
				expiry.release.countDown();
				Awaitility.await().until(() -> context.getBean(WorkRegistry.class).running().isEmpty());
				return List.of();
			})).isEmpty();
		});
	}

	private void scheduledRuns(ApplicationContext context) throws Exception {
		Expiry expiry = context.getBean(Expiry.class);
		expiry.running.await();
		DrainResult intake = TestParts.part(context, TrackedRuns.class).drain(new StubDrainContext());
		assertThat(intake.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		DrainResult result = drain(context, Duration.ZERO);
		assertThat(left(result)).first(InstanceOfAssertFactories.MAP)
			.containsEntry("name", "ScheduledRunsTests$Expiry.expire")
			.containsEntry("running", 1L);
		expiry.release.countDown();
		assertThat(drain(context, Duration.ofSeconds(20)).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		WorkStatus status = TestParts.part(context, WorkStatus.class);
		while (status.status().get("scheduledRunsWithheld").equals(0L)) {
			Thread.onSpinWait();
		}
		assertThat(expiry.runs).hasValue(1);
	}

	@ParameterizedTest
	@ValueSource(classes = { Boot.class, Simple.class })
	void whatTheApplicationSchedulesItselfIsNoDifferent(Class<?> configuration) {
		this.runner.withUserConfiguration(Scheduling.class, configuration)
			.withPropertyValues("spring.task.scheduling.pool.size=4")
			.run((context) -> {
				TaskScheduler scheduler = context.getBean(TaskScheduler.class);
				CountDownLatch release = new CountDownLatch(1);
				CountDownLatch running = new CountDownLatch(2);
				AtomicInteger runs = new AtomicInteger();
				Runnable job = () -> {
					runs.incrementAndGet();
					running.countDown();
					await(release);
				};
				// Some schedulers let a run begin while the one before still runs.
				scheduler.scheduleAtFixedRate(job, Duration.ofMillis(1));
				scheduler.schedule(job, Instant.now().plusMillis(1));
				running.await();
				TestParts.part(context, TrackedRuns.class).drain(new StubDrainContext());
				assertThat(left(drain(context, Duration.ZERO))).singleElement(InstanceOfAssertFactories.MAP)
					.containsEntry("name", "ScheduledRunsTests.whatTheApplicationSchedulesItselfIsNoDifferent");
				CompletableFuture<Void> once = new CompletableFuture<>();
				scheduler.schedule(() -> once.complete(null), Instant.now().plusMillis(1));
				once.get(20, TimeUnit.SECONDS);
				CompletableFuture<Void> submitted = new CompletableFuture<>();
				((Executor) scheduler).execute(() -> submitted.complete(null));
				submitted.get(20, TimeUnit.SECONDS);
				release.countDown();
				assertThat(drain(context, Duration.ofSeconds(20)).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
				int begun = runs.get();
				while (TestParts.part(context, TrackedRuns.class).withheld() == 0) {
					Thread.onSpinWait();
				}
				assertThat(runs).hasValue(begun);
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { Boot.class, Pooled.class, Simple.class, Own.class, Concurrent.class })
	void whatIsToRunOnceIsNotCancelled(Class<?> schedulers) {
		this.runner.withUserConfiguration(Once.class, schedulers).run((context) -> {
			TestParts.part(context, TrackedRuns.class).drain(new StubDrainContext());
			Map<String, Boolean> cancelled = new TreeMap<>();
			context.getBeansOfType(ScheduledTaskHolder.class)
				.values()
				.stream()
				.flatMap((holder) -> holder.getScheduledTasks().stream())
				.forEach((task) -> cancelled.put(task.toString().replaceFirst(".*\\.", ""),
						task.nextExecution() == null));
			assertThat(cancelled).isEqualTo(Map.of("daily", true, "hourly", true, "once", false, "trigger", false));
		});
	}

	@Test
	void aTriggerThatHasRunIsTakenForAPeriodicOne() {
		this.runner.withUserConfiguration(Scheduling.class).run((context) -> {
			TaskScheduler scheduler = context.getBean(TaskScheduler.class);
			CountDownLatch ran = new CountDownLatch(1);
			CountDownLatch release = new CountDownLatch(1);
			AtomicInteger runs = new AtomicInteger();
			scheduler.schedule(() -> {
				runs.incrementAndGet();
				ran.countDown();
				await(release);
			}, (Trigger) (trigger) -> Instant.now());
			ran.await();
			TestParts.part(context, TrackedRuns.class).drain(new StubDrainContext());
			release.countDown();
			while (TestParts.part(context, TrackedRuns.class).withheld() == 0) {
				Thread.onSpinWait();
			}
			assertThat(runs).hasValue(1);
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { Boot.class, Simple.class, Concurrent.class })
	void whatIsToRunOnceAndNeverDoesIsNamed(Class<?> schedulers) {
		AtomicReference<MultiPassParticipant> remaining = new AtomicReference<>();
		this.runner.withUserConfiguration(Once.class, schedulers).run((context) -> {
			remaining.set(TestParts.part(context, RemainingWorkParticipant.class));
			TestParts.part(context, TrackedRuns.class).drain(new StubDrainContext());
		});
		DrainResult result = remaining.get().conclude();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).isEqualTo("2 tasks have not begun");
		assertThat(result.details()).extractingByKey("notBegun", InstanceOfAssertFactories.MAP)
			.isEqualTo(Map.of("ScheduledRunsTests$Once.once", 1L, "ScheduledRunsTests$Once.trigger", 1L));
	}

	@ParameterizedTest
	@ValueSource(classes = { Boot.class, Simple.class, Concurrent.class })
	void whatTheApplicationSchedulesOnceItselfAndNeverRunsIsNamed(Class<?> schedulers) {
		AtomicReference<MultiPassParticipant> remaining = new AtomicReference<>();
		this.runner.withUserConfiguration(Scheduling.class, schedulers).run((context) -> {
			remaining.set(TestParts.part(context, RemainingWorkParticipant.class));
			context.getBean(WorkRegistry.class).drainStarted(Duration.ofSeconds(20));
			context.getBean(TaskScheduler.class).schedule(() -> {
			}, Instant.now().plusSeconds(3600));
		});
		assertThat(remaining.get().conclude().details()).extractingByKey("notBegun", InstanceOfAssertFactories.MAP)
			.isEqualTo(Map.of((schedulers == Simple.class) ? "taskScheduler" : "ScheduledRunsTests", 1L));
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

	@EnableScheduling
	@Configuration(proxyBeanMethods = false)
	static class Expiry {

		final CountDownLatch running = new CountDownLatch(1);

		final CountDownLatch release = new CountDownLatch(1);

		final AtomicInteger runs = new AtomicInteger();

		@Scheduled(fixedDelay = 1)
		void expire() {
			this.runs.incrementAndGet();
			this.running.countDown();
			ScheduledRunsTests.await(this.release);
		}

	}

	@EnableScheduling
	@Configuration(proxyBeanMethods = false)
	static class Once implements SchedulingConfigurer {

		@Scheduled(initialDelay = 3_600_000)
		void once() {
		}

		@Scheduled(fixedRate = 3_600_000, initialDelay = 3_600_000)
		void hourly() {
		}

		@Scheduled(cron = "0 0 0 1 1 *")
		void daily() {
		}

		void trigger() {
		}

		@Override
		public void configureTasks(ScheduledTaskRegistrar registrar) {
			registrar.addTriggerTask(
					new ScheduledMethodRunnable(this, ReflectionUtils.findMethod(Once.class, "trigger")),
					(context) -> (context.lastCompletion() == null) ? Instant.now().plusSeconds(3600) : null);
		}

	}

	@EnableScheduling
	@Configuration(proxyBeanMethods = false)
	static class Scheduling {

	}

	@Configuration(proxyBeanMethods = false)
	static class Pooled {

		@Bean
		ThreadPoolTaskScheduler taskScheduler() {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setPoolSize(2);
			return scheduler;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Simple {

		@Bean
		SimpleAsyncTaskScheduler taskScheduler() {
			return new SimpleAsyncTaskScheduler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Concurrent {

		@Bean(destroyMethod = "shutdownNow")
		ScheduledExecutorService threads() {
			return Executors.newScheduledThreadPool(1);
		}

		@Bean
		TaskScheduler taskScheduler(ScheduledExecutorService threads) {
			return new ConcurrentTaskScheduler(threads);
		}

	}

	/** Spring Boot makes one. */
	@Configuration(proxyBeanMethods = false)
	static class Boot {

	}

	/** A type that nobody knows. */
	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean(destroyMethod = "shutdownNow")
		ScheduledExecutorService threads() {
			return Executors.newScheduledThreadPool(1);
		}

		@Bean
		TaskScheduler taskScheduler(ScheduledExecutorService threads) {
			TaskScheduler target = new ConcurrentTaskScheduler(threads);
			return new TaskScheduler() {

				@Override
				public Clock getClock() {
					return target.getClock();
				}

				@Override
				public ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
					return target.schedule(task, trigger);
				}

				@Override
				public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
					return target.schedule(task, startTime);
				}

				@Override
				public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
					return target.scheduleAtFixedRate(task, startTime, period);
				}

				@Override
				public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
					return target.scheduleAtFixedRate(task, period);
				}

				@Override
				public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
					return target.scheduleWithFixedDelay(task, startTime, delay);
				}

				@Override
				public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
					return target.scheduleWithFixedDelay(task, delay);
				}

			};
		}

	}

}
