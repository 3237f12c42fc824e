/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.softlanding.signal.SignalAction;
import io.softlanding.signal.SignalDelivery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What triggers a reload, and when.
 */
class ReloadTriggersTests {

	private static final String FIRST = "pricing.margin: 0.25\ndiscount.percent: 5\n";

	@TempDir
	Path directory;

	@BeforeEach
	void firstConfiguration() throws IOException {
		write(FIRST);
	}

	private void write(String text) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), text);
	}

	@Test
	void aSignalReloads() throws Exception {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			SignalAction action = application.bean(SignalAction.class);
			assertThat(action.signal()).isEqualTo("USR1");
			write(FIRST.replace("5", "6"));
			action.run(new SignalDelivery("USR1", 1, 0));
			assertThat(application.record(Discount.class).percent()).isEqualTo(6);
			assertThat(application.bean(SnapshotStore.class).current().trigger()).isEqualTo(ReloadTrigger.SIGNAL);
			assertThat(action.window(Duration.ofMillis(250))).isEqualTo(Duration.ofSeconds(2));
			assertThat(action.window(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
		}
	}

	@Test
	void otherSignalsCanBeChosen() {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory,
				ReloadedApplication.Nothing.class, "softlanding.signals.reload=USR1,HUP")) {
			assertThat(application.context().getBeanProvider(SignalAction.class)).extracting(SignalAction::signal)
				.containsExactlyInAnyOrder("USR1", "HUP");
		}
		try (ReloadedApplication application = ReloadedApplication.start(this.directory,
				ReloadedApplication.Nothing.class, "softlanding.signals.reload=")) {
			assertThat(application.context().getBeanProvider(SignalAction.class)).isEmpty();
		}
	}

	@Test
	void nothingIsReloadedBeforeTheApplicationIsReady() {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, Early.class)) {
			ReloadAttempt attempt = application.bean(Early.EarlyBird.class).attempt.get();
			assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.REFUSED);
			assertThat(attempt.message()).isEqualTo("The application is not ready yet");
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Early {

		@Bean
		EarlyBird earlyBird(Reloader reloader) {
			return new EarlyBird(reloader);
		}

		static final class EarlyBird implements SmartLifecycle {

			private final Reloader reloader;

			private final AtomicReference<ReloadAttempt> attempt = new AtomicReference<>();

			EarlyBird(Reloader reloader) {
				this.reloader = reloader;
			}

			@Override
			public void start() {
				this.attempt.set(this.reloader.reload(ReloadTrigger.SIGNAL));
			}

			@Override
			public void stop() {
			}

			@Override
			public boolean isRunning() {
				return this.attempt.get() != null;
			}

		}

	}

}
