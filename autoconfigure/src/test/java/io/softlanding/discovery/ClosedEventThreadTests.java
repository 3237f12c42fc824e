/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * A context that the application closes: its listeners run on the thread that closes it,
 * as without Softlanding.
 */
class ClosedEventThreadTests {

	@Test
	void listenersMayNeedALockThatTheClosingThreadHolds() {
		assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
			ConfigurableApplicationContext context = new SpringApplication(Locking.class).run("--server.port=0",
					"--spring.main.banner-mode=off", "--softlanding.drain.grace-period=600s");
			Locking locking = context.getBean(Locking.class);
			synchronized (locking.lock) {
				context.close();
				assertThat(locking.heard).containsExactly("one", "two");
			}
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Locking {

		private final Object lock = new Object();

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@EventListener(ContextClosedEvent.class)
		void one() {
			hear("one");
		}

		@EventListener(ContextClosedEvent.class)
		void two() {
			hear("two");
		}

		private void hear(String what) {
			synchronized (this.lock) {
				this.heard.add(what);
			}
		}

	}

}
