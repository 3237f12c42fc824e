/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What of the user's, or of a disk, may hang.
 */
class ReloadDeadlineTests {

	@TempDir
	Path directory;

	@Test
	void aConverterThatHangsDoesNotHoldAReload() throws Exception {
		Files.writeString(this.directory.resolve("application.yml"), "pricing.margin: 0.25\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, Slow.class)) {
			Reloader reloader = application.reloader(Duration.ofMillis(300));
			application.write("pricing.margin: 0.35\ncourier.speed: fast\n");
			ReloadAttempt attempt = reloader.reload(ReloadTrigger.SIGNAL);
			assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.FAILED);
			assertThat(attempt.message())
				.isEqualTo("The records cannot be bound within 300ms: does a converter or a constraint hang?");
			assertThat(reloader.reload(ReloadTrigger.SIGNAL).message()).isEqualTo(
					"The records cannot be bound because an earlier reload still hangs: does a converter or a constraint hang?");
			assertThat(application.pricing().margin()).isEqualTo("0.25");
			application.bean(CountDownLatch.class).countDown();
			Awaitility.await().until(() -> !application.bean(TimedCalls.class).hangs(ConfigData.class));
			assertThat(reloader.reload(ReloadTrigger.SIGNAL).outcome()).isEqualTo(ReloadOutcome.APPLIED);
		}
	}

	@Test
	void aRuleForSecretsThatHangsDoesNotHoldAReload() throws Exception {
		Files.writeString(this.directory.resolve("application.yml"), "pricing.margin: 0.25\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, SlowRule.class)) {
			application.write("pricing.margin: 0.35\n");
			ReloadAttempt attempt = application.reloader(Duration.ofMillis(300)).reload(ReloadTrigger.SIGNAL);
			assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.FAILED);
			assertThat(attempt.message())
				.isEqualTo("The differences cannot be shown within 300ms: does a SanitizingFunction hang?");
			application.bean(CountDownLatch.class).countDown();
			assertThat(application.pricing().margin()).isEqualTo("0.25");
		}
	}

	@Test
	@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void anApplicationThatStartsFromAPipeIsNotHeldByIt() throws Exception {
		Path pipe = this.directory.resolve("once.yml");
		assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
		Files.writeString(this.directory.resolve("application.yml"),
				"pricing.margin: 0.25\nspring.config.import: file:" + pipe + "\n");
		Process writer = new ProcessBuilder("sh", "-c", "echo 'discount.percent: 7' > " + pipe).start();
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			assertThat(application.record(Discount.class).percent()).isEqualTo(7);
			assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	record Speed(String name) {
	}

	@ConfigurationProperties("courier")
	record Courier(Speed speed) {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableReloadable(Courier.class)
	static class Slow {

		@Bean
		static CountDownLatch hold() {
			return new CountDownLatch(1);
		}

		@Bean
		@ConfigurationPropertiesBinding
		static SpeedConverter converter(CountDownLatch hold) {
			return new SpeedConverter(hold);
		}

	}

	private record SpeedConverter(CountDownLatch hold) implements Converter<String, Speed> {

		@Override
		public Speed convert(String source) {
			ReloadedApplication.holdOn(this.hold);
			return new Speed(source);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SlowRule {

		@Bean
		CountDownLatch hold() {
			return new CountDownLatch(1);
		}

		@Bean
		ValueMask.Rule rule(CountDownLatch hold) {
			return (key, value) -> {
				ReloadedApplication.holdOn(hold);
				return value;
			};
		}

	}

}
