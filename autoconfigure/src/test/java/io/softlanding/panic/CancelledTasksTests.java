/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

class CancelledTasksTests {

	@Test
	void workThatADrainEndsOrRefusesIsNoUncaughtError() throws Exception {
		SpringApplication application = new SpringApplication(Tasks.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		ConfigurableApplicationContext context = application.run("--spring.main.banner-mode=off",
				"--softlanding.drain.timeout=1s");
		Tasks.Sleeper sleeper = context.getBean(Tasks.Sleeper.class);
		PanicRecorder recorder = context.getBean(PanicRecorder.class);
		sleeper.sleep(false);
		sleeper.sleep(true);
		assertThat(context.getBean(CountDownLatch.class).await(30, TimeUnit.SECONDS)).isTrue();
		context.close();
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(recorder.counts().of(PanicSeverity.IGNORED, PanicSource.ASYNC)).isEqualTo(2));
		assertThat(recorder.details().recent()).isEmpty();
		assertThat(recorder.counts().total()).isZero();
	}

	/** Tasks of an executor that Spring stops. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableAsync
	static class Tasks {

		@Bean
		ThreadPoolTaskExecutor executor() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setCorePoolSize(2);
			return executor;
		}

		@Bean
		CountDownLatch asleep() {
			return new CountDownLatch(2);
		}

		@Bean
		Sleeper sleeper(ThreadPoolTaskExecutor executor, CountDownLatch asleep) {
			return new Sleeper(executor, asleep);
		}

		/** Sleeps until it is interrupted. */
		static class Sleeper {

			private final ThreadPoolTaskExecutor executor;

			private final CountDownLatch asleep;

			Sleeper(ThreadPoolTaskExecutor executor, CountDownLatch asleep) {
				this.executor = executor;
				this.asleep = asleep;
			}

			@Async
			void sleep(boolean handOver) {
				this.asleep.countDown();
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					if (handOver) {
						this.executor.execute(() -> {
						});
					}
					throw new IllegalStateException(ex);
				}
			}

		}

	}

}
