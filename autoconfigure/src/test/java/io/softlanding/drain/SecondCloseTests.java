/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A second {@code close()} while the first one waits for the front half.
 */
class SecondCloseTests {

	@ParameterizedTest
	@EnumSource(names = { "NONE", "SERVLET" })
	void doesNotKeepTheFirstOneFromDestroyingBeans(WebApplicationType type) throws Exception {
		SpringApplication application = new SpringApplication(Slow.class);
		application.setWebApplicationType(type);
		ConfigurableApplicationContext context = application.run("--server.port=0", "--spring.jmx.enabled=false",
				"--spring.main.banner-mode=off", "--softlanding.drain.timeout=20s");
		Slow slow = context.getBean(Slow.class);
		Thread first = new Thread(context::close);
		first.start();
		assertThat(slow.draining.await(30, TimeUnit.SECONDS)).isTrue();
		Thread second = new Thread(context::close);
		second.start();
		Awaitility.await().until(() -> isHeld(second) || !second.isAlive());
		slow.mayEnd.countDown();
		first.join(30_000);
		second.join(30_000);
		assertThat(slow.destroyed).isTrue();
	}

	/** Spring may poll its lock. */
	private static boolean isHeld(Thread thread) {
		return Stream.of(thread.getStackTrace())
			.anyMatch((frame) -> frame.getClassName().equals(ReentrantLock.class.getName()));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Slow implements DisposableBean {

		final CountDownLatch draining = new CountDownLatch(1);

		final CountDownLatch mayEnd = new CountDownLatch(1);

		final AtomicBoolean destroyed = new AtomicBoolean();

		@Bean
		DrainParticipant slowParticipant() {
			return new DrainParticipant() {

				@Override
				public String name() {
					return "slow";
				}

				@Override
				public DrainPhase phase() {
					return DrainPhase.IN_FLIGHT;
				}

				@Override
				public DrainResult drain(DrainContext context) throws InterruptedException {
					Slow.this.draining.countDown();
					Slow.this.mayEnd.await();
					return DrainResult.completed("done");
				}

			};
		}

		@Override
		public void destroy() {
			this.destroyed.set(true);
		}

	}

}
