package io.softlanding.work;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import org.assertj.core.api.InstanceOfAssertFactories;
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
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scheduled runs on the schedulers that applications have.
 */
class ScheduledRunsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, WorkAutoConfiguration.class,
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

	private void scheduledRuns(ApplicationContext context) throws Exception {
		Expiry expiry = context.getBean(Expiry.class);
		expiry.running.await();
		DrainResult intake = context.getBean(ScheduledRunsParticipant.class).drain(new StubDrainContext());
		assertThat(intake.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		DrainResult result = drain(context, Duration.ZERO);
		assertThat(left(result)).first(InstanceOfAssertFactories.MAP)
			.containsEntry("name", "ScheduledRunsTests$Expiry.expire")
			.containsEntry("running", 1L);
		expiry.release.countDown();
		assertThat(drain(context, Duration.ofSeconds(20)).outcome()).isEqualTo(DrainOutcome.SKIPPED);
		WorkStatus status = context.getBean(WorkStatus.class);
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
				context.getBean(ScheduledRunsParticipant.class).drain(new StubDrainContext());
				assertThat(left(drain(context, Duration.ZERO))).singleElement(InstanceOfAssertFactories.MAP)
					.containsEntry("name", "ScheduledRunsTests.whatTheApplicationSchedulesItselfIsNoDifferent");
				ScheduledFuture<?> late = scheduler.schedule(job, Instant.now().plusMillis(1));
				// A task that is only submitted is no scheduled run.
				CompletableFuture<Void> submitted = new CompletableFuture<>();
				((Executor) scheduler).execute(() -> submitted.complete(null));
				submitted.get(20, TimeUnit.SECONDS);
				while (context.getBean(TrackedRuns.class).withheld() == 0) {
					Thread.onSpinWait();
				}
				release.countDown();
				assertThat(drain(context, Duration.ofSeconds(20)).outcome()).isEqualTo(DrainOutcome.SKIPPED);
				int begun = runs.get();
				long withheld = context.getBean(TrackedRuns.class).withheld();
				scheduler.schedule(job, Instant.now());
				while (context.getBean(TrackedRuns.class).withheld() == withheld) {
					Thread.onSpinWait();
				}
				assertThat(late.isCancelled()).isFalse();
				assertThat(runs).hasValue(begun);
			});
	}

	private static DrainResult drain(ApplicationContext context, Duration remaining) {
		return context.getBean(WorkParticipant.class).drain(new StubDrainContext().remaining(() -> remaining));
	}

	private static List<?> left(DrainResult result) {
		return (List<?>) result.details().get("left");
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
