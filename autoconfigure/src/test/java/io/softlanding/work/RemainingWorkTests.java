/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.time.NanoClock;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Work that begins or goes on after the drain has waited for work.
 */
@Timeout(60)
class RemainingWorkTests {

	private final WorkRegistry registry = new WorkRegistry(NanoClock.SYSTEM);

	private final ObservedExecutors executors = new ObservedExecutors(this.registry);

	private final WorkStatus status = new WorkStatus(this.registry, this.executors.runs());

	private final WorkParticipant inFlight = new WorkParticipant(this.registry, this.status, () -> true);

	private final RemainingWorkParticipant remaining = new RemainingWorkParticipant(this.registry, this.status,
			this.inFlight, new ApplicationThreads(List.of(), (thread) -> false));

	private final RemainingWorkParticipant looking = new RemainingWorkParticipant(this.registry, this.status,
			this.inFlight, new ApplicationThreads(List.of(RemainingWorkTests.class.getName() + "$Own"),
					(thread) -> thread.getClass() == Thread.class && ApplicationThreads.runsVirtual(thread)));

	private final CountDownLatch running = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void release() {
		this.release.countDown();
	}

	private void block() {
		this.running.countDown();
		boolean interrupted = false;
		while (true) {
			try {
				this.release.await();
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private ThreadPoolTaskExecutor pool() {
		ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
		pool.setCorePoolSize(1);
		pool.setMaxPoolSize(1);
		pool.initialize();
		this.executors.postProcessAfterInitialization(pool, "pool");
		return pool;
	}

	private DrainResult pass(DrainPass pass, Duration remaining) {
		return this.remaining.drain(new StubDrainContext().pass(pass).remaining(() -> remaining));
	}

	@Test
	void aRehearsalDoesNotWaitForWorkOfLaterRequests() throws Exception {
		this.registry.drainStarted(Duration.ofSeconds(20));
		InFlightWork.Running early = this.registry.begin("early");
		FutureTask<DrainResult> drain = new FutureTask<>(
				() -> this.inFlight.drain(new StubDrainContext().reason(DrainReason.REHEARSAL)));
		Thread thread = new Thread(drain);
		thread.start();
		Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		try (InFlightWork.Running late = this.registry.begin("late")) {
			early.close();
			assertThat(drain.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "FIRST", "BEFORE_STOP" })
	void whatBeginsAfterWorkWasWaitedForIsWaitedFor(DrainPass pass) throws Exception {
		this.registry.drainStarted(Duration.ofSeconds(20));
		assertThat(this.inFlight.drain(new StubDrainContext()).summary())
			.isEqualTo("No observed task or job in flight");
		pool().execute(this::block);
		this.running.await();
		CompletableFuture<DrainResult> result = new CompletableFuture<>();
		Thread waiting = new Thread(() -> result.complete(pass(pass, Duration.ofMinutes(1))));
		waiting.start();
		while (LockSupport.getBlocker(waiting) != this.registry) {
			assertThat(result).isNotDone();
		}
		this.release.countDown();
		assertThat(result.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(this.remaining.conclude().summary()).isEqualTo("1 task or job ended after phase IN_FLIGHT");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatWasWaitedForInVainIsNotWaitedForAgain(boolean counted) throws Exception {
		ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
		pool.setCorePoolSize(1);
		if (counted) {
			pool.setRejectedExecutionHandler((task, executor) -> {
			});
		}
		pool.initialize();
		this.executors.postProcessAfterInitialization(pool, "pool");
		this.registry.drainStarted(Duration.ofSeconds(20));
		pool.execute(this::block);
		this.running.await();
		pool.execute(() -> {
		});
		assertThat(this.inFlight.drain(new StubDrainContext().remaining(() -> Duration.ZERO)).outcome())
			.isEqualTo(DrainOutcome.TIMED_OUT);
		DrainResult first = pass(DrainPass.FIRST, Duration.ofMinutes(1));
		assertThat(first.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(first.summary()).startsWith("1 tasks and jobs running, 1 waiting");
		this.release.countDown();
		pool.getThreadPoolExecutor().shutdown();
		pool.getThreadPoolExecutor().awaitTermination(20, TimeUnit.SECONDS);
		assertThat(this.remaining.conclude().summary()).isEqualTo("2 tasks and jobs ended after phase IN_FLIGHT");
	}

	@Test
	void aPollerIsNotWaitedForAndNamedIfItGoesOn() throws Exception {
		ThreadPoolTaskExecutor pool = pool();
		pool.execute(this::block);
		this.running.await();
		this.registry.drainStarted(Duration.ZERO);
		assertThat(this.inFlight.drain(new StubDrainContext()).outcome()).isEqualTo(DrainOutcome.PARTIAL);
		for (DrainPass pass : DrainPass.values()) {
			assertThat(pass(pass, Duration.ofMinutes(1)).outcome()).isEqualTo(DrainOutcome.PARTIAL);
		}
		pool.shutdown();
		assertThat(this.remaining.conclude().details()).extractingByKey("remaining", InstanceOfAssertFactories.LIST)
			.singleElement(InstanceOfAssertFactories.MAP)
			.containsEntry("name", "RemainingWorkTests")
			.containsEntry("thread", "ThreadPoolTaskExecutor-1")
			.containsKeys("age", "stack");
		this.release.countDown();
		pool.getThreadPoolExecutor().awaitTermination(20, TimeUnit.SECONDS);
		assertThat(this.remaining.conclude().outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void whatNeverEndsTakesNoMoreThanTheTimeThatIsLeft() {
		this.registry.drainStarted(Duration.ZERO);
		this.inFlight.drain(new StubDrainContext());
		InFlightWork.Running job = this.registry.begin("writer");
		assertThat(pass(DrainPass.LAST, Duration.ofMinutes(1)).outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(pass(DrainPass.FIRST, Duration.ZERO).outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(this.remaining.needs()).isZero();
		assertThat(this.remaining.conclude().details().get("remaining").toString()).contains("writer");
		job.close();
	}

	@Test
	void whatClosesTheContextIsNotLeft() {
		InFlightWork.Running job = this.registry.begin("closes");
		this.remaining.drain(new StubDrainContext().initiator(Thread.currentThread()));
		assertThat(this.remaining.conclude().summary()).isEqualTo("No observed task or job remained");
		job.close();
	}

	@Test
	void tasksThatADestroyedPoolHasDroppedAreNamed() throws Exception {
		this.registry.drainStarted(Duration.ofSeconds(20));
		ThreadPoolTaskExecutor pool = pool();
		pool.execute(this::block);
		this.running.await();
		pool.execute(new Invoice());
		pool.submit(new Invoice());
		pool.submit(new Invoice()).cancel(true);
		pass(DrainPass.BEFORE_STOP, Duration.ZERO);
		assertThat(this.executors.requiresDestruction(pool)).isTrue();
		this.executors.postProcessBeforeDestruction(pool, "pool");
		pool.shutdown();
		this.release.countDown();
		pool.getThreadPoolExecutor().awaitTermination(20, TimeUnit.SECONDS);
		DrainResult result = this.remaining.conclude();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.details()).extractingByKey("notBegun", InstanceOfAssertFactories.MAP)
			.containsEntry("RemainingWorkTests$Invoice", 1L);
	}

	@Test
	void tasksThatADestroyedPoolStillRunsHaveBegun() throws Exception {
		this.registry.drainStarted(Duration.ofSeconds(20));
		ThreadPoolTaskExecutor pool = pool();
		pool.setWaitForTasksToCompleteOnShutdown(true);
		ExecutorService plain = Executors.newFixedThreadPool(1);
		for (ExecutorService each : List.of(pool.getThreadPoolExecutor(), plain)) {
			each.execute(this::block);
			each.execute(new Invoice());
			each.submit(new Invoice());
		}
		this.executors.postProcessBeforeDestruction(pool, "pool");
		this.executors.postProcessBeforeDestruction(plain, "plain");
		assertThat(this.registry.executors().dropped()).hasSize(4);
		pool.shutdown();
		plain.shutdown();
		this.release.countDown();
		pool.getThreadPoolExecutor().awaitTermination(20, TimeUnit.SECONDS);
		plain.awaitTermination(20, TimeUnit.SECONDS);
		assertThat(this.remaining.conclude().outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void tasksThatAPoolHasDroppedOutsideOfADrainAreForgotten() throws Exception {
		ThreadPoolTaskExecutor pool = pool();
		pool.execute(this::block);
		this.running.await();
		pool.execute(new Invoice());
		this.executors.postProcessBeforeDestruction(pool, "pool");
		this.registry.drainStarted(Duration.ofSeconds(20));
		assertThat(this.registry.executors().dropped()).isEmpty();
		this.executors.postProcessBeforeDestruction(pool, "pool");
		assertThat(this.registry.executors().dropped()).hasSize(1);
		this.registry.resumed();
		assertThat(this.registry.executors().dropped()).isEmpty();
		this.release.countDown();
		pool.shutdown();
	}

	@Test
	void aTaskOfAPoolThatIsNoBeanIsNamed() throws Exception {
		ExecutorService own = Executors.newFixedThreadPool(1);
		own.execute(new Own(this::block));
		this.running.await();
		this.looking.drain(new StubDrainContext().exiting(false));
		assertThat(this.looking.conclude().outcome()).as("a context of a test").isEqualTo(DrainOutcome.NOTHING_TO_DO);
		this.looking.drain(new StubDrainContext());
		DrainResult result = this.looking.conclude();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.details().get("threads").toString()).contains("pool-", "RemainingWorkTests$Own.run");
		this.release.countDown();
		own.shutdown();
		own.awaitTermination(20, TimeUnit.SECONDS);
		assertThat(this.looking.conclude().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
	}

	@ParameterizedTest
	@CsvSource({ "VirtualThread-unparker, ASSUMED", "VirtualThread-unblocker, ASSUMED", "other, NOTHING_TO_DO" })
	void whatVirtualThreadsDoIsUnknown(String unparker, DrainOutcome outcome) throws Exception {
		Thread thread = new Thread(this::block, unparker);
		thread.start();
		this.running.await();
		this.looking.drain(new StubDrainContext().exiting(false));
		assertThat(this.looking.conclude().outcome()).as("a context of a test").isEqualTo(DrainOutcome.NOTHING_TO_DO);
		this.looking.drain(new StubDrainContext());
		assertThat(this.looking.conclude().outcome()).isEqualTo(outcome);
		this.release.countDown();
		thread.join(20_000);
	}

	@Test
	void aTaskOfTheCommonPoolIsNamed() throws Exception {
		CompletableFuture<Void> task = CompletableFuture.runAsync(new Own(this::block));
		this.running.await();
		this.looking.drain(new StubDrainContext());
		assertThat(this.looking.conclude().details().get("threads").toString()).contains("RemainingWorkTests$Own.run");
		this.release.countDown();
		task.get(20, TimeUnit.SECONDS);
	}

	@Test
	void aThreadThatWaitsForSomethingToDoIsNotNamed() throws Exception {
		Thread idle = new Thread(new Own(this::block), "own-idle");
		idle.start();
		while (idle.getState() != Thread.State.WAITING) {
			Thread.onSpinWait();
		}
		CountDownLatch begun = new CountDownLatch(1);
		Thread busy = new Thread(new Own(() -> {
			begun.countDown();
			while (this.release.getCount() > 0) {
				Thread.onSpinWait();
			}
		}), "own-busy");
		busy.start();
		begun.await();
		this.looking.drain(new StubDrainContext());
		assertThat(this.looking.conclude().details().get("threads").toString()).contains("own-busy")
			.doesNotContain("own-idle");
		this.release.countDown();
		idle.join();
		busy.join();
	}

	private static final class Invoice implements Runnable {

		@Override
		public void run() {
		}

	}

	/** The code of an application. */
	private record Own(Runnable task) implements Runnable {

		@Override
		public void run() {
			this.task.run();
		}

	}

}
