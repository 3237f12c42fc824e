/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A task that has left its queue and is not active yet.
 */
@Timeout(60)
class PoolWorkersTests {

	private final CountDownLatch taken = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	/** Keeps a worker where the system may keep it as well. */
	private void keep() {
		this.taken.countDown();
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

	@Test
	void aTaskBetweenTheQueueAndItsBeginningIsWaitedFor() throws Exception {
		AtomicReference<Thread> worker = new AtomicReference<>();
		LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>() {

			@Override
			public Runnable take() throws InterruptedException {
				Runnable task = super.take();
				worker.set(Thread.currentThread());
				keep();
				return task;
			}

		};
		ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, queue);
		pool.prestartAllCoreThreads();
		CountedExecutor<ThreadPoolExecutor> counted = new CountedExecutor<>("pool", pool, (bean) -> bean);
		WorkRegistry registry = new WorkRegistry(NanoClock.SYSTEM);
		registry.executors().add(counted);
		pool.execute(() -> {
		});
		this.taken.await();
		assertThat(pool.getActiveCount()).isZero();
		assertThat(queue).isEmpty();
		assertThat(PoolWorkers.isBetweenQueueAndTask(worker.get().getStackTrace())).isTrue();
		assertThat(registry.awaitIdle((work) -> false, () -> true, 0, TimeUnit.MILLISECONDS.toNanos(5))).isFalse();
		this.release.countDown();
		assertThat(registry.awaitIdle((work) -> false, () -> true, 0, TimeUnit.SECONDS.toNanos(20))).isTrue();
		assertThat(pool.getCompletedTaskCount()).isEqualTo(1);
		pool.shutdownNow();
	}

	static Stream<BlockingQueue<Runnable>> queues() {
		return Stream.of(new LinkedBlockingQueue<>(), new ArrayBlockingQueue<>(1), new PriorityBlockingQueue<>());
	}

	@ParameterizedTest
	@MethodSource("queues")
	void aWorkerThatWaitsAtItsQueueHasNothing(BlockingQueue<Runnable> queue) {
		AtomicReference<Thread> worker = new AtomicReference<>();
		ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, queue, (task) -> {
			worker.set(new Thread(task));
			return worker.get();
		});
		pool.prestartAllCoreThreads();
		while (worker.get().getState() != Thread.State.WAITING) {
			Thread.onSpinWait();
		}
		assertThat(PoolWorkers.isBetweenQueueAndTask(worker.get().getStackTrace())).isFalse();
		pool.shutdownNow();
	}

	@ParameterizedTest
	@CsvSource({ "java.util.concurrent.atomic.AtomicInteger,get,true", "java.lang.Thread,interrupted,true",
			"org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor$1,beforeExecute,true",
			"java.util.concurrent.ThreadPoolExecutor$Worker,lock,true", "java.lang.Thread,run,false",
			"org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor$1,afterExecute,false",
			"io.softlanding.work.TrackedTask,run,true", "com.example.Invoice,run,false" })
	void whatAWorkerCallsTellsWhetherItsTaskHasBegun(String type, String method, boolean between) {
		assertThat(PoolWorkers
			.isBetweenQueueAndTask(new StackTraceElement[] { new StackTraceElement(type, method, null, 0),
					new StackTraceElement("java.util.concurrent.ThreadPoolExecutor", "runWorker", null, 0) }))
			.isEqualTo(between);
	}

	@Test
	void aTaskThatIsBeingCountedHasNotBegun() {
		StackTraceElement worker = new StackTraceElement("java.util.concurrent.ThreadPoolExecutor", "runWorker", null,
				0);
		StackTraceElement task = new StackTraceElement("io.softlanding.work.TrackedTask", "run", null, 0);
		StackTraceElement executor = new StackTraceElement("io.softlanding.work.TrackedExecutor", "run", null, 0);
		StackTraceElement counts = new StackTraceElement("io.softlanding.work.WorkRegistry", "begin", null, 0);
		StackTraceElement map = new StackTraceElement("java.util.concurrent.ConcurrentHashMap", "put", null, 0);
		StackTraceElement own = new StackTraceElement("com.example.Invoice", "run", null, 0);
		assertThat(PoolWorkers.isBetweenQueueAndTask(new StackTraceElement[] { map, counts, executor, task, worker }))
			.isTrue();
		assertThat(PoolWorkers.isBetweenQueueAndTask(new StackTraceElement[] { map, own, executor, task, worker }))
			.isFalse();
	}

	@Test
	void aWorkerWithATaskIsNotBetween() throws Exception {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
		AtomicReference<Thread> worker = new AtomicReference<>();
		pool.execute(() -> {
			worker.set(Thread.currentThread());
			keep();
		});
		this.taken.await();
		assertThat(PoolWorkers.isBetweenQueueAndTask(worker.get().getStackTrace())).isFalse();
		assertThat(PoolWorkers.count((thread) -> thread == worker.get())).isEqualTo(1);
		assertThat(PoolWorkers.count((thread) -> thread == Thread.currentThread())).isZero();
		this.release.countDown();
		pool.shutdown();
	}

}
