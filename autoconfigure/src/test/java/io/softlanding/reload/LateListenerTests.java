/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A listener that returns after its timeout, and what is said afterwards.
 */
@ExtendWith(OutputCaptureExtension.class)
class LateListenerTests {

	private static final String FIRST = """
			pricing.margin: "0.20"
			app.title: Shop
			""";

	@TempDir
	Path directory;

	private ReloadedApplication application;

	private Follower follower;

	@BeforeEach
	void start() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), FIRST);
		this.application = ReloadedApplication.start(this.directory, Followers.class,
				"softlanding.reload.listener-timeout=1s");
		this.follower = this.application.bean(Follower.class);
	}

	@AfterEach
	void close() {
		this.follower.back.countDown();
		this.application.close();
	}

	@Test
	void whatIsCommittedTooLateIsRolledBackAgain() throws Exception {
		this.follower.late = true;
		assertThat(reload("0.30").outcome()).isEqualTo(ReloadOutcome.UNKNOWN);
		assertThat(this.follower.calls).containsExactly("rollback");
		this.follower.back.countDown();
		assertThat(this.follower.rolledBackTwice.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.follower.calls).containsExactly("rollback", "commit", "rollback");
	}

	@Test
	void whatAListenerHasLeftBehindIsUnknownUntilARestart() throws Exception {
		assertThat(reloads().unknown()).isFalse();
		this.follower.late = true;
		assertThat(reload("0.30").outcome()).isEqualTo(ReloadOutcome.UNKNOWN);
		assertThat(reloads().unknown()).isTrue();
		ReloadAttempt attempt = reload("0.20");
		assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
		assertThat(attempt.message()).contains("are unknown: restart this instance");
		assertThat(reloads().unknown()).isTrue();
		this.follower.late = false;
		this.follower.back.countDown();
		assertThat(this.follower.rolledBackTwice.await(10, TimeUnit.SECONDS)).isTrue();
		TimedCalls calls = this.application.bean(TimedCalls.class);
		while (calls.hangs(this.follower)) {
			Thread.onSpinWait();
		}
		assertThat(reload("0.40").outcome()).isEqualTo(ReloadOutcome.APPLIED);
		assertThat(reloads().unknown()).as("that listener has missed changes").isTrue();
	}

	@Test
	void theEnvironmentFollowsWhenAllHaveCommitted() throws Exception {
		ConfigurableEnvironment environment = this.application.context().getEnvironment();
		List<String> seen = new ArrayList<>();
		ReloadListener last = (old, next) -> () -> seen
			.add(this.application.pricing().margin() + " " + environment.getProperty("pricing.margin"));
		this.application.write("pricing.margin: 0.35\n");
		assertThat(this.application.reloader(last).reload(ReloadTrigger.SIGNAL).outcome())
			.isEqualTo(ReloadOutcome.APPLIED);
		assertThat(seen).containsExactly("0.35 0.20");
		assertThat(environment.getProperty("pricing.margin")).isEqualTo("0.35");
	}

	@Test
	void anEnvironmentThatCannotFollowIsSaidLoudly(CapturedOutput output) throws IOException {
		ConfigData broken = new ConfigData(new BrokenEnvironment(), (source) -> source,
				new ValueMask((key, value) -> value));
		ApplicationContext context = this.application.context();
		Reloader reloader = ReloadedApplication.reloader(context, context.getBean(SnapshotReader.class), broken,
				new MountPoints(Path.of("none")), List.of());
		this.application.write("pricing.margin: 0.35\n");
		ReloadAttempt attempt = reloader.reload(ReloadTrigger.ENDPOINT);
		assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.UNKNOWN);
		assertThat(attempt.generation()).isEqualTo(2);
		assertThat(attempt.message()).contains("Generation 2 is in force").contains("Environment");
		assertThat(this.application.pricing().margin()).isEqualTo("0.35");
		assertThat(output.getAll().lines()).anyMatch((line) -> line.contains("ERROR") && line.contains("restart"));
		SnapshotStore store = this.application.bean(SnapshotStore.class);
		assertThat(store.isUnknown()).isTrue();
		assertThat(reload("0.20").outcome()).isEqualTo(ReloadOutcome.APPLIED);
		assertThat(store.isUnknown()).as("it follows in everything").isFalse();
	}

	@Test
	void oneThatPreparesNoStepIsRefused() throws Exception {
		this.follower.stepless = true;
		ReloadAttempt attempt = reload("0.30");
		assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.FAILED);
		assertThat(attempt.message()).isEqualTo("Listener follower has returned no step from prepare()");
		assertThat(this.application.pricing().margin()).isEqualTo("0.20");
	}

	@Test
	void noListenerIsAskedByTheEndpoint() throws Exception {
		for (String margin : List.of("0.20", "0.30")) {
			this.application.write(FIRST.replace("Shop", "Store").replace("0.20", margin));
			assertThat(this.application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
		}
		this.follower.asked.clear();
		assertThat(reloads().restartRequired()).as("also of a reload before").containsExactly("app.title");
		assertThat(this.follower.asked).isEmpty();
		assertThat(reload("0.30").outcome()).isEqualTo(ReloadOutcome.APPLIED);
		assertThat(reloads().restartRequired()).isEmpty();
	}

	private ReloadAttempt reload(String margin) throws IOException {
		return this.application.write(FIRST.replace("0.20", margin)).reload();
	}

	private ReloadsEndpoint.Reloads reloads() {
		return new ReloadsEndpoint(this.application.bean(SnapshotStore.class),
				this.application.bean(ReloadHistory.class))
			.reloads();
	}

	@Configuration(proxyBeanMethods = false)
	static class Followers {

		@Bean
		Follower follower() {
			return new Follower();
		}

	}

	static final class Follower implements ReloadListener {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		private final List<String> asked = new CopyOnWriteArrayList<>();

		private final CountDownLatch back = new CountDownLatch(1);

		private final CountDownLatch rolledBackTwice = new CountDownLatch(2);

		private volatile boolean late;

		private volatile boolean stepless;

		@Override
		public String name() {
			return "follower";
		}

		@Override
		public boolean applies(String key) {
			this.asked.add(key);
			return false;
		}

		@Override
		public Step prepare(Snapshot old, Snapshot next) {
			return this.stepless ? null : new Step() {

				@Override
				public void commit() {
					if (Follower.this.late) {
						awaitUninterruptibly();
					}
					Follower.this.calls.add("commit");
				}

				@Override
				public void rollback() {
					Follower.this.calls.add("rollback");
					Follower.this.rolledBackTwice.countDown();
				}

			};
		}

		private void awaitUninterruptibly() {
			while (this.back.getCount() > 0) {
				try {
					this.back.await(10, TimeUnit.SECONDS);
				}
				catch (InterruptedException ex) {
					// As bad listeners do.
				}
			}
		}

	}

	/** One that cannot be changed any more. */
	private static final class BrokenEnvironment extends StandardEnvironment {

		@Override
		public MutablePropertySources getPropertySources() {
			throw new IllegalStateException("on purpose");
		}

	}

}
