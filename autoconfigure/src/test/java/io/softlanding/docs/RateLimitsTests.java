/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.softlanding.reload.ReloadAttempt;
import io.softlanding.reload.ReloadAutoConfiguration;
import io.softlanding.reload.ReloadChange;
import io.softlanding.reload.ReloadEndpoint;
import io.softlanding.reload.ReloadListener;
import io.softlanding.reload.ReloadOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The listener of the documentation, which uses public types only.
 */
class RateLimitsTests {

	private static final String FIRST = "app:\n  limits:\n    orders: 10\n";

	@TempDir
	Path directory;

	@Test
	void aListenerAppliesKeysThatBelongToNoRecord() throws IOException {
		write(FIRST);
		try (ConfigurableApplicationContext context = start()) {
			List<Map<String, Integer>> applied = context.getBean(Limits.class).applied;
			write(FIRST.replace("10", "20") + "    carts: 5\n");
			ReloadAttempt attempt = reload(context);
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(attempt.changes()).containsExactly(new ReloadChange("app.limits.carts", null, "5", false),
					new ReloadChange("app.limits.orders", "10", "20", false));
			assertThat(applied).containsExactly(Map.of("orders", 20, "carts", 5));
			write(FIRST.replace("10", "many"));
			assertThat(reload(context).outcome()).isEqualTo(ReloadOutcome.FAILED);
			assertThat(applied).hasSize(1);
			context.getBean(Limits.class).fails = true;
			write(FIRST.replace("10", "30"));
			assertThat(reload(context).outcome()).isEqualTo(ReloadOutcome.FAILED);
			assertThat(applied).as("rolled back").endsWith(Map.of("orders", 30), Map.of("orders", 20, "carts", 5));
		}
	}

	private ReloadAttempt reload(ConfigurableApplicationContext context) {
		return context.getBean(ReloadEndpoint.class).reload(null, null).getBody();
	}

	private void write(String text) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), text);
	}

	private ConfigurableApplicationContext start() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--spring.config.location=file:" + this.directory + "/", "--softlanding.reload.enabled=true",
					"--softlanding.reload.settle=0ms", "--management.endpoint.reload.access=unrestricted",
					"--management.endpoints.web.exposure.include=reload");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ReloadAutoConfiguration.class)
	static class Application {

		@Bean
		Limits limits() {
			return new Limits();
		}

		@Bean
		@Order(1)
		ReloadListener rateLimitListener(Limits limits) {
			return new RateLimits.RateLimitListener(limits);
		}

		@Bean
		@Order(2)
		ReloadListener failing(Limits limits) {
			return (old, next) -> () -> {
				if (limits.fails) {
					throw new IllegalStateException("on purpose");
				}
			};
		}

	}

	static final class Limits implements RateLimits.RateLimiter {

		private final List<Map<String, Integer>> applied = new CopyOnWriteArrayList<>();

		private volatile boolean fails;

		@Override
		public void limits(Map<String, Integer> limits) {
			this.applied.add(limits);
		}

	}

}
