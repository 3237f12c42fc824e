/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Panics out of tasks of the scheduler that Spring Boot makes when threads are virtual:
 * each run has a thread of its own.
 */
class VirtualSchedulerTests {

	@Test
	void whatEscapesAScheduledMethodIsSeenAndTheNextRunComes() throws InterruptedException {
		try (Shop shop = Shop.open(new Class<?>[] { Application.class })) {
			Tasks tasks = shop.bean(Tasks.class);
			assertThat(tasks.atRate.await(20, TimeUnit.SECONDS)).as("at a fixed rate").isTrue();
			assertThat(tasks.withDelay.await(20, TimeUnit.SECONDS)).as("with a fixed delay").isTrue();
			assertThat(tasks.byCron.await(20, TimeUnit.SECONDS)).as("by cron").isTrue();
			// All but the last run of each have thrown.
			Awaitility.await()
				.dontCatchUncaughtExceptions()
				.until(() -> shop.count(PanicSeverity.ERROR, PanicSource.SCHEDULED) == 5);
		}
	}

	/** With virtual threads where there are any. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableScheduling
	@Import(Tasks.class)
	static class Application {

		@Bean
		SimpleAsyncTaskScheduler taskScheduler() {
			SimpleAsyncTaskScheduler scheduler = new SimpleAsyncTaskScheduler();
			if (Runtime.version().feature() >= 21) {
				scheduler.setVirtualThreads(true);
			}
			return scheduler;
		}

	}

	/** Each fails, until it has run often enough. */
	static class Tasks {

		private final CountDownLatch atRate = new CountDownLatch(3);

		private final CountDownLatch withDelay = new CountDownLatch(3);

		private final CountDownLatch byCron = new CountDownLatch(2);

		@Scheduled(fixedRate = 100)
		void atRate() {
			run(this.atRate);
		}

		@Scheduled(fixedDelay = 100)
		void withDelay() {
			run(this.withDelay);
		}

		@Scheduled(cron = "* * * * * *")
		void byCron() {
			run(this.byCron);
		}

		private static void run(CountDownLatch runs) {
			runs.countDown();
			if (runs.getCount() > 0) {
				throw new IllegalStateException("on purpose");
			}
		}

	}

}
