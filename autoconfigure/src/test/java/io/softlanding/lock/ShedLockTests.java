/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import io.softlanding.report.ReportAutoConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.config.LocalBeans;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import io.softlanding.work.WorkAutoConfiguration;
import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.provider.redis.spring.RedisLockProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * ShedLock's providers are left alone; the drain waits for the runs that hold their
 * locks.
 */
@Timeout(60)
@ExtendWith(ServersExtension.class)
class ShedLockTests {

	@Test
	void theDrainWaitsForTheRunAndShedLockUnlocks(ServerAddresses servers) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class,
					WorkAutoConfiguration.class, LockAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
			.withBean(LettuceConnectionFactory.class,
					() -> new LettuceConnectionFactory(servers.redisHost(), servers.redisPort()))
			.withUserConfiguration(Nightly.class)
			.run((context) -> {
				Nightly nightly = context.getBean(Nightly.class);
				assertThat(context.getBean(LockProvider.class)).isSameAs(nightly.provider)
					.isExactlyInstanceOf(RedisLockProvider.class);
				nightly.running.await();
				StringRedisTemplate redis = new StringRedisTemplate(context.getBean(RedisConnectionFactory.class));
				assertThat(redis.keys("*" + nightly.name)).hasSize(1);
				drain(context, "scheduled-runs", new StubDrainContext(Duration.ofSeconds(20)));
				StubDrainContext inFlight = new StubDrainContext(Duration.ofSeconds(20));
				FutureTask<DrainResult> result = new FutureTask<>(() -> drain(context, "work", inFlight));
				new Thread(result).start();
				while (inFlight.lines().isEmpty()) {
					Thread.onSpinWait();
				}
				assertThat(inFlight.lines().get(0)).contains("Nightly");
				nightly.release.countDown();
				assertThat(result.get(20, TimeUnit.SECONDS).outcome()).isIn(DrainOutcome.COMPLETED,
						DrainOutcome.NOTHING_TO_DO);
				assertThat(redis.keys("*" + nightly.name)).as("unlocked by ShedLock").isEmpty();
				assertThat(drain(context, "redis-locks", inFlight).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
			});
	}

	private static DrainResult drain(ApplicationContext context, String participant, StubDrainContext drain)
			throws Exception {
		return LocalBeans.of((ConfigurableApplicationContext) context, DrainParticipant.class)
			.filter((candidate) -> candidate.name().equals(participant))
			.findFirst()
			.orElseThrow()
			.drain(drain);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Nightly {

		final String name = UUID.randomUUID().toString();

		final CountDownLatch running = new CountDownLatch(1);

		final CountDownLatch release = new CountDownLatch(1);

		volatile LockProvider provider;

		@Bean
		LockProvider lockProvider(RedisConnectionFactory connections) {
			this.provider = new RedisLockProvider(connections);
			return this.provider;
		}

		@Scheduled(fixedDelay = 1)
		void run() {
			new DefaultLockingTaskExecutor(this.provider).executeWithLock((Runnable) this::report,
					new LockConfiguration(Instant.now(), this.name, Duration.ofMinutes(10), Duration.ZERO));
		}

		private void report() {
			this.running.countDown();
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
