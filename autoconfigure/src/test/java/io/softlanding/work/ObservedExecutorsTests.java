/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import io.softlanding.config.TestParts;
import io.softlanding.report.ReportAutoConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Executors stay what they are, and are observed as the table in docs/work.md says.
 */
@Timeout(60)
class ObservedExecutorsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class, WorkAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class));

	private final CountDownLatch running = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicInteger ran = new AtomicInteger();

	@AfterEach
	void release() {
		this.release.countDown();
	}

	private void block() {
		this.running.countDown();
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	static List<Executor> executors() {
		ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
		pool.initialize();
		ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
		scheduler.initialize();
		return List.of(pool, new ThreadPoolTaskExecutor(), scheduler, new ThreadPoolTaskScheduler(),
				new SimpleAsyncTaskExecutor(), new SimpleAsyncTaskScheduler(), Executors.newFixedThreadPool(1),
				Executors.newScheduledThreadPool(1), Executors.newSingleThreadExecutor(), new ForkJoinPool(1),
				new ConcurrentTaskExecutor(Executors.newCachedThreadPool()), Runnable::run);
	}

	@ParameterizedTest
	@MethodSource("executors")
	void noPostProcessorReplacesAnything(Executor executor) {
		this.runner.run((context) -> {
			Map<String, BeanPostProcessor> processors = context.getBeansOfType(BeanPostProcessor.class);
			assertThat(processors).containsKey("softlandingObservedExecutors");
			TaskDecorator decorator = (task) -> task;
			processors.values()
				.stream()
				.filter((processor) -> processor.getClass().getName().startsWith("io.softlanding.work."))
				.forEach((processor) -> List.of(executor, decorator, "bean").forEach((bean) -> {
					assertThat(processor.postProcessBeforeInitialization(bean, "bean")).isSameAs(bean);
					assertThat(processor.postProcessAfterInitialization(bean, "bean")).isSameAs(bean);
				}));
		});
		if (executor instanceof ExecutorService service) {
			service.shutdownNow();
		}
	}

	@Test
	void aDecoratorBeanIsInjectedByItsClassAndStillRuns() {
		this.runner.withUserConfiguration(Mdc.class).run((context) -> {
			MdcTaskDecorator decorator = context.getBean(MdcTaskDecorator.class);
			context.getBean("applicationTaskExecutor", ThreadPoolTaskExecutor.class).submit(() -> {
			}).get();
			assertThat(decorator.ran).hasValue(1);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aRejectionHandlerOfTheApplicationSeesItsOwnTasks(boolean full) {
		AtomicReference<Runnable> rejected = new AtomicReference<>();
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setCorePoolSize(1);
		executor.setMaxPoolSize(1);
		executor.setQueueCapacity(full ? 0 : 1);
		executor.setRejectedExecutionHandler((task, pool) -> rejected.set(task));
		this.runner.withBean("own", ThreadPoolTaskExecutor.class, () -> executor).run((context) -> {
			executor.execute(this::block);
			this.running.await();
			Runnable first = this.ran::incrementAndGet;
			executor.execute(first);
			Runnable second = this.ran::incrementAndGet;
			executor.execute(second);
			assertThat(rejected).hasValue(second);
			assertThat(drainWithoutTime(context).summary()).startsWith("1 tasks and jobs running");
			this.release.countDown();
			assertThat(drain(context).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		});
	}

	@Test
	void aRejectionShowsTheTaskThatWasSubmitted() {
		this.runner
			.withPropertyValues("spring.task.execution.pool.queue-capacity=0", "spring.task.execution.pool.core-size=1",
					"spring.task.execution.pool.max-size=1")
			.run((context) -> {
				ThreadPoolTaskExecutor executor = context.getBean(ThreadPoolTaskExecutor.class);
				executor.execute(this::block);
				this.running.await();
				Runnable task = new Runnable() {

					@Override
					public void run() {
					}

					@Override
					public String toString() {
						return "my task";
					}

				};
				assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> executor.execute(task))
					.havingCause()
					.withMessageStartingWith("Task my task rejected from");
				this.release.countDown();
			});
	}

	@Test
	void aSubclassThatLooksAtItsTasksGetsThemAsTheyAre() {
		AtomicReference<Runnable> executed = new AtomicReference<>();
		this.runner.withBean("own", ThreadPoolTaskExecutor.class, () -> new ThreadPoolTaskExecutor() {

			@Override
			protected void afterExecute(Runnable task, Throwable error) {
				super.afterExecute(task, error);
				executed.set(task);
			}

		}).run((context) -> {
			Future<?> future = context.getBean("own", ThreadPoolTaskExecutor.class).submit(this.ran::incrementAndGet);
			future.get();
			assertThat(drain(context).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
			assertThat(executed).hasValue((Runnable) future);
		});
	}

	@Test
	void aPoolThatSortsItsTasksIsWaitedForAndGetsThemAsTheyAre() {
		this.runner.withBean("own", ThreadPoolTaskExecutor.class, () -> new ThreadPoolTaskExecutor() {

			@Override
			protected BlockingQueue<Runnable> createQueue(int capacity) {
				return new PriorityBlockingQueue<>();
			}

		}).run((context) -> {
			ThreadPoolTaskExecutor executor = context.getBean("own", ThreadPoolTaskExecutor.class);
			executor.execute(this::block);
			this.running.await();
			executor.execute(new Sorted());
			executor.execute(new Sorted());
			assertThat(executor.getThreadPoolExecutor().getQueue()).hasSize(2).allMatch(Sorted.class::isInstance);
			assertThat(drainWithoutTime(context).summary()).startsWith("1 tasks and jobs running, 2 waiting");
			this.release.countDown();
			assertThat(drain(context).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
			assertThat(executor.getThreadPoolExecutor().getCompletedTaskCount()).isEqualTo(3);
		});
	}

	@Test
	void whatIsCancelledLeavesTheQueueOfASchedulerThatIsToldTo() {
		this.runner.withBean("own", ThreadPoolTaskScheduler.class, () -> {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setRemoveOnCancelPolicy(true);
			return scheduler;
		}).run((context) -> {
			ThreadPoolTaskScheduler scheduler = context.getBean("own", ThreadPoolTaskScheduler.class);
			ScheduledFuture<?> future = scheduler.scheduleWithFixedDelay(this.ran::incrementAndGet,
					scheduler.getClock().instant().plusSeconds(3600), Duration.ofHours(1));
			assertThat(drain(context).outcome()).as("due later").isEqualTo(DrainOutcome.NOTHING_TO_DO);
			future.cancel(false);
			assertThat(scheduler.getScheduledThreadPoolExecutor().getQueue()).isEmpty();
			scheduler.execute(this::block);
			this.running.await();
			assertThat(drainWithoutTime(context).outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
			this.release.countDown();
		});
	}

	static List<Callable<ExecutorService>> pools() {
		return List.of(() -> Executors.newFixedThreadPool(1), () -> Executors.newScheduledThreadPool(1),
				() -> new ForkJoinPool(1), Executors::newCachedThreadPool, Executors::newWorkStealingPool);
	}

	@ParameterizedTest
	@MethodSource("pools")
	void aPoolOfTheApplicationIsWaitedForByItsOwnCounters(Callable<ExecutorService> factory) throws Exception {
		ExecutorService pool = factory.call();
		this.runner.withBean("own", ExecutorService.class, () -> pool).run((context) -> {
			assertThat(drain(context).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
			pool.execute(this::block);
			this.running.await();
			for (int i = 0; i < 3; i++) {
				pool.submit(this.ran::incrementAndGet);
			}
			context.getBean(WorkRegistry.class).drainStarted(Duration.ofSeconds(20));
			assertThat(drainWithoutTime(context).details().get("remaining").toString()).contains("own");
			new Thread(this.release::countDown).start();
			assertThat(drain(context).outcome()).isEqualTo(DrainOutcome.COMPLETED);
			assertThat(this.ran).hasValue(3);
		});
	}

	@Test
	void aPoolBehindSpringsAdapterIsCountedOnce() {
		ExecutorService pool = Executors.newFixedThreadPool(1);
		this.runner.withBean("pool", ExecutorService.class, () -> pool)
			.withBean("adapter", ConcurrentTaskExecutor.class, () -> new ConcurrentTaskExecutor(pool))
			.run((context) -> {
				context.getBean("adapter", Executor.class).execute(this::block);
				this.running.await();
				assertThat(drainWithoutTime(context).summary()).startsWith("1 tasks and jobs running");
			});
	}

	@Test
	void aPollerThatIsOlderThanADrainIsNotWaitedForAndOthersOfItsPoolAre() {
		ExecutorService pool = Executors.newFixedThreadPool(2);
		this.runner.withBean("own", ExecutorService.class, () -> pool).run((context) -> {
			pool.execute(this::block);
			this.running.await();
			WorkRegistry registry = context.getBean(WorkRegistry.class);
			registry.executors().look();
			registry.drainStarted(Duration.ZERO);
			assertThat(drain(context).details().get("notWaitedFor").toString()).contains("own");
			CountDownLatch other = new CountDownLatch(1);
			CountDownLatch began = new CountDownLatch(1);
			pool.submit(() -> {
				began.countDown();
				other.await();
				return this.ran.incrementAndGet();
			});
			began.await();
			assertThat(drainWithoutTime(context).outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
			other.countDown();
			this.release.countDown();
			assertThat(drain(context).outcome()).isEqualTo(DrainOutcome.COMPLETED);
			assertThat(this.ran).hasValue(1);
		});
	}

	@Test
	void aTaskOfAPoolThatClosesTheContextIsNotWaitedFor() {
		ExecutorService pool = Executors.newFixedThreadPool(1);
		this.runner.withBean("own", ExecutorService.class, () -> pool).run((context) -> {
			Future<DrainOutcome> outcome = pool.submit(() -> TestParts.part(context, WorkParticipant.class)
				.drain(new StubDrainContext().initiator(Thread.currentThread()))
				.outcome());
			assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		});
	}

	@Test
	void whatIsNotObservedIsNamed() {
		this.runner.withBean("single", ExecutorService.class, () -> Executors.newSingleThreadExecutor())
			.withBean("direct", Executor.class, () -> Runnable::run)
			.run((context) -> assertThat(TestParts.part(context, WorkStatus.class).status())
				.extractingByKey("notObserved")
				.isEqualTo(List.of("direct", "single")));
		this.runner.run((context) -> assertThat(TestParts.part(context, WorkStatus.class).status())
			.doesNotContainKey("notObserved"));
	}

	@Test
	void lazyExecutorsAreNotCreated() {
		this.runner.withUserConfiguration(LazyPool.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				TestParts.part(context, WorkStatus.class).status();
				context.getBean(WorkMetrics.class).bindTo(new SimpleMeterRegistry());
				drain(context);
				assertThat(context.getSourceApplicationContext().getBeanFactory().containsSingleton("lazyPool"))
					.isFalse();
			});
	}

	private static DrainResult drain(ApplicationContext context) {
		return TestParts.part(context, WorkParticipant.class).drain(new StubDrainContext());
	}

	private static DrainResult drainWithoutTime(ApplicationContext context) {
		return TestParts.part(context, WorkParticipant.class)
			.drain(new StubDrainContext().remaining(() -> Duration.ZERO));
	}

	static class MdcTaskDecorator implements TaskDecorator {

		final AtomicInteger ran = new AtomicInteger();

		@Override
		public Runnable decorate(Runnable task) {
			return () -> {
				this.ran.incrementAndGet();
				task.run();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Mdc {

		@Bean
		MdcTaskDecorator mdcTaskDecorator() {
			return new MdcTaskDecorator();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyPool {

		@Bean(destroyMethod = "shutdownNow")
		ExecutorService lazyPool() {
			return Executors.newFixedThreadPool(1);
		}

	}

	private static final class Sorted extends FutureTask<Void> implements Comparable<Sorted> {

		Sorted() {
			super(() -> null);
		}

		@Override
		public int compareTo(Sorted other) {
			return 0;
		}

	}

}
