/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;

import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Executors of prototypes, scopes and tenants.
 */
@Timeout(60)
class ExecutorRegistryTests {

	static List<Callable<Executor>> ended() {
		return List.of(() -> {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.initialize();
			return executor;
		}, ThreadPoolTaskScheduler::new, SimpleAsyncTaskExecutor::new, SimpleAsyncTaskScheduler::new,
				() -> Executors.newFixedThreadPool(1), () -> Executors.newScheduledThreadPool(1),
				() -> new ForkJoinPool(1), Executors::newSingleThreadExecutor);
	}

	@ParameterizedTest
	@MethodSource("ended")
	void executorsThatHaveEndedAreForgotten(Callable<Executor> factory) throws Exception {
		ObservedExecutors executors = new ObservedExecutors(new WorkRegistry(NanoClock.SYSTEM));
		List<Executor> made = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			made.add(factory.call());
			if (made.get(i) instanceof ThreadPoolTaskScheduler scheduler) {
				scheduler.initialize();
			}
			executors.postProcessAfterInitialization(made.get(i), "tenant" + i);
		}
		ExecutorRegistry known = executors.registry().executors();
		assertThat(known.all().size() + known.notObserved().size()).isEqualTo(50);
		for (Executor executor : made) {
			if (executor instanceof ExecutorService service) {
				service.shutdownNow();
			}
			else if (executor instanceof DisposableBean bean) {
				bean.destroy();
			}
			else {
				((AutoCloseable) executor).close();
			}
		}
		assertThat(known.all()).isEmpty();
		assertThat(known.notObserved()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("ended")
	void executorsThatAreGarbageAreForgotten(Callable<Executor> factory) throws Exception {
		ObservedExecutors executors = new ObservedExecutors(new WorkRegistry(NanoClock.SYSTEM));
		for (int i = 0; i < 50; i++) {
			executors.postProcessAfterInitialization(factory.call(), "tenant" + i);
		}
		ExecutorRegistry known = executors.registry().executors();
		while (known.all().size() + known.notObserved().size() > 0) {
			System.gc();
		}
	}

}
