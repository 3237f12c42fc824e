/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.time.NanoClock;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Real executors of Spring's, as a drain sees them.
 */
@Timeout(60)
class ExecutorTasksTests {

	private final WorkRegistry registry = new WorkRegistry(NanoClock.SYSTEM);

	private final TrackedRuns runs = new TrackedRuns(this.registry);

	private final WorkParticipant participant = new WorkParticipant(this.registry,
			new WorkStatus(this.registry, this.runs), () -> true);

	private final CountDownLatch running = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicInteger ran = new AtomicInteger();

	private ThreadPoolTaskExecutor pool;

	@AfterEach
	void stop() {
		this.release.countDown();
		if (this.pool != null) {
			this.pool.shutdown();
		}
	}

	private ThreadPoolTaskExecutor pool(Consumer<ThreadPoolTaskExecutor> settings) {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setCorePoolSize(1);
		executor.setMaxPoolSize(1);
		settings.accept(executor);
		executor.initialize();
		this.pool = executor;
		return track(executor);
	}

	@SuppressWarnings("unchecked")
	private <T> T track(T executor) {
		return (T) new ObservedExecutors(this.registry).postProcessAfterInitialization(executor, "pool");
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

	private void occupy(ThreadPoolTaskExecutor executor) throws InterruptedException {
		executor.execute(this::block);
		this.running.await();
	}

	private DrainResult drain() {
		return this.participant.drain(new StubDrainContext());
	}

	private DrainResult drainWithoutTime() {
		return this.participant.drain(new StubDrainContext().remaining(() -> Duration.ZERO));
	}

	@Test
	void withoutATaskThereIsNothingToWaitFor() {
		pool((executor) -> {
		});
		assertThat(drain().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
	}

	@Test
	void everyTaskThatRunsOrWaitsIsWaitedFor() throws Exception {
		ThreadPoolTaskExecutor executor = pool((settings) -> {
		});
		occupy(executor);
		for (int i = 0; i < 10_000; i++) {
			executor.execute(this.ran::incrementAndGet);
		}
		this.registry.drainStarted(Duration.ofSeconds(20));
		this.release.countDown();
		DrainResult result = drain();
		assertThat(this.ran).hasValue(10_000);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.summary()).isEqualTo("10001 tasks and jobs ended since the drain began");
	}

	@Test
	void whatDoesNotEndInTimeIsNamedAndWhatWaitsBehindItIsCounted() throws Exception {
		ThreadPoolTaskExecutor executor = pool((settings) -> settings.setThreadNamePrefix("mail-"));
		occupy(executor);
		for (int i = 0; i < 10_000; i++) {
			executor.submit(this.ran::incrementAndGet);
		}
		executor.execute(new Invoice("DE89 3704"));
		DrainResult result = drainWithoutTime();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
		assertThat(result.summary()).startsWith("1 tasks and jobs running, 10001 waiting, oldest ");
		assertThat(result.details()).extractingByKey("remaining", InstanceOfAssertFactories.LIST)
			.satisfiesExactly((left) -> {
				assertThat(left).asInstanceOf(InstanceOfAssertFactories.MAP)
					.containsEntry("name", "ExecutorTasksTests")
					.containsEntry("running", 1L)
					.containsEntry("thread", "mail-1")
					.containsKeys("age", "stack");
				assertThat(left.toString()).contains("ExecutorTasksTests.block");
			}, (left) -> assertThat(left).isEqualTo(Map.of("name", "ExecutorTasksTests$Invoice", "waiting", 1)),
					(left) -> assertThat(left).asInstanceOf(InstanceOfAssertFactories.MAP)
						.containsEntry("name",
								"ExecutorTasksTests.whatDoesNotEndInTimeIsNamedAndWhatWaitsBehindItIsCounted")
						.containsEntry("waiting", 10_000));
		assertThat(result.toString()).doesNotContain("DE89").hasSizeLessThan(4000);
	}

	@Test
	void aTaskThatIsSubmittedByATaskDuringTheDrainIsWaitedForToo() throws Exception {
		ThreadPoolTaskExecutor executor = pool((settings) -> {
		});
		executor.execute(() -> {
			block();
			executor.execute(() -> executor.execute(this.ran::incrementAndGet));
		});
		this.running.await();
		new Thread(this.release::countDown).start();
		assertThat(drain().outcome()).isIn(DrainOutcome.COMPLETED, DrainOutcome.NOTHING_TO_DO);
		assertThat(this.ran).hasValue(1);
	}

	@Test
	void aPollerThatIsOlderThanADrainIsNamedAndNotWaitedFor() throws Exception {
		ThreadPoolTaskExecutor executor = pool((settings) -> {
		});
		occupy(executor);
		this.registry.drainStarted(Duration.ZERO);
		DrainResult result = drain();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).endsWith("1 had run for longer than a drain may take and is not waited for");
		assertThat(result.details()).extractingByKey("notWaitedFor", InstanceOfAssertFactories.LIST)
			.singleElement(InstanceOfAssertFactories.MAP)
			.containsEntry("name", "ExecutorTasksTests");
	}

	@Test
	void whoClosesTheContextIsNotWaitedFor() throws Exception {
		AtomicInteger closed = new AtomicInteger();
		ThreadPoolTaskExecutor executor = pool((settings) -> {
		});
		executor
			.submit(() -> closed.set(this.participant.drain(new StubDrainContext().initiator(Thread.currentThread()))
				.outcome() == DrainOutcome.NOTHING_TO_DO ? 1 : 2))
			.get(20, TimeUnit.SECONDS);
		assertThat(closed).hasValue(1);
	}

	@Test
	void aDecoratorOfTheUserIsKeptInside() throws Exception {
		AtomicInteger decorated = new AtomicInteger();
		ThreadPoolTaskExecutor executor = pool((settings) -> settings.setTaskDecorator((task) -> () -> {
			assertThat(this.registry.get()).isNotNull();
			decorated.incrementAndGet();
			task.run();
		}));
		executor.submit(this.ran::incrementAndGet).get();
		assertThat(decorated).hasValue(1);
		assertThat(this.ran).hasValue(1);
	}

	@Test
	void aDecoratorThatThrowsLeavesNothingBehind() {
		ThreadPoolTaskExecutor executor = pool((settings) -> settings.setTaskDecorator((task) -> {
			throw new IllegalStateException("decorator");
		}));
		assertThatIllegalStateException().isThrownBy(() -> executor.execute(this.ran::incrementAndGet));
		assertThat(this.registry.executors().all()).singleElement().extracting(ObservedExecutor::events).isEqualTo(0L);
		assertThat(drain().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
	}

	@Test
	void aDecoratorThatThrowsWhileTheTaskRunsLeavesNothingBehind() {
		ThreadPoolTaskExecutor executor = pool((settings) -> settings.setTaskDecorator((task) -> () -> {
			throw new IllegalStateException("decorated");
		}));
		executor.execute(this.ran::incrementAndGet);
		assertThat(drain().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThat(this.registry.running()).isEmpty();
	}

	@Test
	void aTaskThatThrowsHasEnded() {
		Future<?> future = pool((executor) -> {
		}).submit(() -> {
			throw new IllegalStateException("task");
		});
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get);
		assertThat(drain().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
	}

	@Test
	void whatAFullQueueRefusesIsNotWaitedFor() throws Exception {
		ThreadPoolTaskExecutor executor = pool((settings) -> settings.setQueueCapacity(1));
		occupy(executor);
		executor.execute(this.ran::incrementAndGet);
		for (int i = 0; i < 100; i++) {
			assertThatExceptionOfType(TaskRejectedException.class)
				.isThrownBy(() -> executor.execute(this.ran::incrementAndGet));
		}
		this.release.countDown();
		assertThat(drain().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThat(this.ran).hasValue(1);
		assertThat(this.registry.executors().waiting()).isZero();
	}

	@Test
	void whatAFullQueueDropsIsNotWaitedFor() throws Exception {
		for (RejectedExecutionHandler policy : List.of(new ThreadPoolExecutor.DiscardPolicy(),
				new ThreadPoolExecutor.DiscardOldestPolicy())) {
			ThreadPoolTaskExecutor executor = pool((settings) -> {
				settings.setQueueCapacity(1);
				settings.setRejectedExecutionHandler(policy);
			});
			CountDownLatch hold = new CountDownLatch(1);
			CountDownLatch held = new CountDownLatch(1);
			executor.submit(() -> {
				held.countDown();
				hold.await();
				return null;
			});
			held.await();
			for (int i = 0; i < 100; i++) {
				executor.execute(this.ran::incrementAndGet);
			}
			hold.countDown();
			assertThat(drain().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
			executor.shutdown();
		}
		assertThat(this.ran).hasValue(2);
	}

	@Test
	void whatTheCallerHasToRunHimselfIsWaitedFor() throws Exception {
		ThreadPoolTaskExecutor executor = pool((settings) -> {
			settings.setQueueCapacity(0);
			settings.setRejectedExecutionHandler(new ThreadPoolExecutor.CallerRunsPolicy());
		});
		occupy(executor);
		executor.execute(() -> {
			assertThat(this.registry.running()).hasSize(2);
			this.ran.incrementAndGet();
		});
		assertThat(this.ran).hasValue(1);
		assertThat(this.registry.get()).isNull();
		this.release.countDown();
		assertThat(drain().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
	}

	@Test
	void aFutureThatIsCancelledWhileItWaitsIsNotWaitedForLongerThanItsQueue() throws Exception {
		ThreadPoolTaskExecutor executor = pool((settings) -> {
		});
		occupy(executor);
		executor.submit(this.ran::incrementAndGet).cancel(true);
		this.release.countDown();
		assertThat(drain().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThat(this.ran).hasValue(0);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void threadsOfTheirOwnAreWaitedForToo(boolean virtual) throws Exception {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("one-");
		if (virtual && Runtime.version().feature() >= 21) {
			executor.setVirtualThreads(true);
		}
		track(executor);
		executor.execute(this::block);
		executor.execute(this::block);
		while (this.registry.running().size() < 2) {
			Thread.onSpinWait();
		}
		this.registry.drainStarted(Duration.ofSeconds(20));
		assertThat(drainWithoutTime().details()).extractingByKey("remaining", InstanceOfAssertFactories.LIST)
			.singleElement(InstanceOfAssertFactories.MAP)
			.containsEntry("name", "ExecutorTasksTests");
		this.release.countDown();
		assertThat(drain().summary()).isEqualTo("2 tasks and jobs ended since the drain began");
	}

	@Test
	void whatWaitsForALimitOfThreadsIsWaitedFor() throws Exception {
		SimpleAsyncTaskExecutor executor = track(new SimpleAsyncTaskExecutor());
		executor.setConcurrencyLimit(1);
		executor.execute(this::block);
		this.running.await();
		Thread submitting = new Thread(() -> executor.execute(this.ran::incrementAndGet));
		submitting.start();
		while (this.registry.executors().waiting() == 0) {
			Thread.onSpinWait();
		}
		assertThat(drainWithoutTime().summary()).startsWith("1 tasks and jobs running, 1 waiting");
		new Thread(this.release::countDown).start();
		assertThat(drain().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThat(this.ran).hasValue(1);
	}

	@Test
	void aTaskThatItsExecutorKeepsFromBeginningIsWaitedFor() throws Exception {
		ThreadPoolTaskExecutor executor = pool((settings) -> {
		});
		executor.stop();
		executor.execute(this.ran::incrementAndGet);
		while (executor.getActiveCount() == 0) {
			Thread.onSpinWait();
		}
		assertThat(this.registry.awaitIdle((work) -> false, () -> true, 0, TimeUnit.MILLISECONDS.toNanos(5))).isFalse();
		executor.start();
		assertThat(drain().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThat(this.ran).hasValue(1);
	}

	@Test
	void aThreadThatCannotBeStartedHoldsADrainForAMomentOnly() {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor((task) -> {
			throw new IllegalStateException("no thread");
		});
		track(executor);
		assertThatIllegalStateException().isThrownBy(() -> executor.execute(this.ran::incrementAndGet));
		assertThat(this.registry.executors().waiting()).isEqualTo(1);
		assertThat(drain().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
	}

	@Test
	void anExecutorThatLooksAtItsTasksGetsThemselves() {
		AtomicReference<Runnable> seen = new AtomicReference<>();
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor() {

			@Override
			protected void doExecute(Runnable task) {
				seen.set(task);
			}

		};
		Runnable task = this.ran::incrementAndGet;
		track(executor).execute(task);
		assertThat(seen).hasValue(task);
	}

	/** Its text is nobody's business. */
	private record Invoice(String account) implements Runnable {

		@Override
		public void run() {
		}

	}

}
