/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.time.NanoClock;
import io.softlanding.work.ObservedExecutor.Busy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tasks of executors without a queue, between the hand-over and their beginning.
 */
@Timeout(60)
class TrackedExecutorTests {

	private final WorkRegistry registry = new WorkRegistry(NanoClock.SYSTEM);

	private final ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();

	private TrackedExecutor track(AsyncTaskExecutor executor) {
		new ObservedExecutors(this.registry).postProcessAfterInitialization(executor, "executor");
		return (TrackedExecutor) this.registry.executors().all().get(0);
	}

	private TrackedExecutor trackedPool() {
		this.pool.setCorePoolSize(1);
		this.pool.setMaxPoolSize(1);
		this.pool.setQueueCapacity(0);
		this.pool.initialize();
		return track(this.pool);
	}

	@Test
	void aTaskThatAPoolRefusesIsKnownNotToExist() throws Exception {
		TrackedExecutor tracked = trackedPool();
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		this.pool.submit(() -> {
			running.countDown();
			release.await();
			return null;
		});
		running.await();
		for (int i = 0; i < 10; i++) {
			assertThatExceptionOfType(TaskRejectedException.class)
				.isThrownBy(() -> this.pool.submit(running::countDown));
		}
		assertThat(tracked.busy(0)).isEqualTo(Busy.NO);
		release.countDown();
		this.pool.shutdown();
	}

	@Test
	void aTaskThatAPoolHasAcceptedIsNeverGivenUp() {
		TrackedExecutor tracked = trackedPool();
		tracked.decorate(() -> {
		});
		for (int millis = 0; millis < 5000; millis++) {
			assertThat(tracked.busy(TimeUnit.MILLISECONDS.toNanos(millis))).isEqualTo(Busy.YES);
		}
		this.pool.shutdown();
	}

	/** Pools of newer virtual machines start their threads past {@code start()}. */
	@Test
	@EnabledForJreRange(max = JRE.JAVA_17)
	void aTaskOfAThreadThatHasNotRunYetIsWaitedFor() throws Exception {
		Queue<Runnable> starts = new ArrayDeque<>();
		CountDownLatch ran = new CountDownLatch(1);
		this.pool.setThreadFactory((task) -> new Thread(task) {

			@Override
			public void start() {
				starts.add(super::start);
			}

		});
		this.pool.initialize();
		track(this.pool);
		this.pool.execute(ran::countDown);
		assertThat(this.registry.awaitIdle((work) -> false, () -> true, 0, TimeUnit.MILLISECONDS.toNanos(5))).isFalse();
		starts.remove().run();
		assertThat(this.registry.awaitIdle((work) -> false, () -> true, 0, TimeUnit.SECONDS.toNanos(20))).isTrue();
		assertThat(ran.getCount()).isZero();
		this.pool.shutdown();
	}

	@Test
	void aProcessThatStandsStillDoesNotMakeATaskDisappear() {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor();
		TrackedExecutor tracked = track(executor);
		tracked.decorate(() -> {
		});
		for (long look = 0; look < 100; look++) {
			assertThat(tracked.busy(TimeUnit.MILLISECONDS.toNanos(look * 90))).isEqualTo(Busy.YES);
		}
		assertThat(executor.isActive()).isTrue();
	}

}
