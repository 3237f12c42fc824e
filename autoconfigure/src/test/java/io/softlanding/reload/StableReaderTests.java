/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.PropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link StableReader}, on files that change while they are read, and on what
 * never comes to an end.
 */
class StableReaderTests {

	private static final String FIRST = "pricing.margin: 0.25\n";

	@TempDir
	Path directory;

	@BeforeEach
	void firstConfiguration() throws IOException {
		write("application.yml", FIRST);
	}

	private void write(String name, String text) {
		try {
			Files.writeString(this.directory.resolve(name), text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void twoReadingsThatDifferAreNotBelieved() throws Exception {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			AtomicInteger waited = new AtomicInteger();
			StableReader reader = reader(application, (time) -> {
				waited.set(time);
				if (time <= 3) {
					margin(time);
				}
			});
			margin(0);
			Settings settings = read(reader, application);
			assertThat(settings.value("pricing.margin")).isEqualTo("0.33");
			assertThat(waited).as("once more after the last change").hasValue(4);
		}
	}

	@Test
	void filesThatNeverStayTheSameAreRefused() throws Exception {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			StableReader reader = reader(application, this::margin);
			margin(0);
			ReloadRefusedException refused = catchThrowableOfType(ReloadRefusedException.class,
					() -> read(reader, application));
			assertThat(refused.outcome()).isEqualTo(ReloadOutcome.INVALID);
			assertThat(refused).hasMessage("The files change while they are read");
		}
	}

	@Test
	void theyMustStayTheSameForAsLongAsIsSaidAlsoWhenThatIsLong() throws Exception {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory,
				ReloadedApplication.Nothing.class, "softlanding.reload.settle=10s")) {
			List<Duration> waited = new ArrayList<>();
			margin(1);
			// Time passes while it waits only.
			Settings settings = read(reader(application, new NanoClock() {

				@Override
				public long nanoTime() {
					return waited.stream().mapToLong(Duration::toNanos).sum();
				}

				@Override
				public void sleep(long nanos) {
					waited.add(Duration.ofNanos(nanos));
				}

			}), application);
			assertThat(settings.value("pricing.margin")).isEqualTo("0.31");
			assertThat(waited).containsExactly(Duration.ofSeconds(10));
		}
	}

	@Test
	void aFileThatIsRewrittenMeanwhileIsReadAgainWhateverIsInIt() throws Exception {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			AtomicInteger waited = new AtomicInteger();
			margin(0);
			read(reader(application, (time) -> {
				waited.set(time);
				if (time == 1) {
					margin(0);
				}
			}), application);
			assertThat(waited).hasValue(2);
		}
	}

	@Test
	void filesBesideTheConfigurationMayChangeMeanwhile() throws Exception {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			AtomicInteger waited = new AtomicInteger();
			margin(1);
			read(reader(application, (time) -> {
				waited.set(time);
				write("heartbeat.properties", "beat=" + time);
			}), application);
			assertThat(waited).hasValue(1);
		}
	}

	@Test
	void aFileThatIsImportedForTheFirstTimeIsSeenTwiceToo() throws Exception {
		Path imported = Files.createDirectory(this.directory.resolve("elsewhere")).resolve("imported.yml");
		Files.writeString(imported, "discount.percent: 7\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			AtomicInteger waited = new AtomicInteger();
			ReloadedApplication.write(this.directory.resolve("application.yml"),
					FIRST + "spring.config.import: file:" + imported + "\n");
			Settings settings = read(reader(application, (time) -> {
				waited.set(time);
				if (time == 1) {
					write("elsewhere/imported.yml", "discount.percent: 8\n");
				}
			}), application);
			assertThat(settings.value("discount.percent")).isEqualTo("8");
			assertThat(waited).hasValue(2);
		}
	}

	private void margin(int time) {
		try {
			ReloadedApplication.write(this.directory.resolve("application.yml"), "pricing.margin: 0.3" + time + "\n");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Thread> readers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("softlanding-reload-files"))
			.toList();
	}

	@ParameterizedTest
	@ValueSource(strings = { "imported.yml", "application-eu.yml" })
	void aPipeDoesNotHoldAReload(String name) throws Exception {
		Path pipe = this.directory.resolve(name);
		// Of tests before this one.
		List<Thread> others = readers();
		try (ReloadedApplication application = ReloadedApplication.start(this.directory,
				ReloadedApplication.Nothing.class, "spring.profiles.active=eu")) {
			Reloader reloader = application.reloader(Duration.ofMillis(500));
			assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
			String imports = name.startsWith("imported") ? "spring.config.import: optional:file:" + pipe + "\n" : "";
			write("application.yml", FIRST.replace("25", "35") + imports);
			assertThat(reloader.reload(ReloadTrigger.SIGNAL).message())
				.isEqualTo("The files cannot be read within 500ms: is one a pipe, or an import slow?");
			assertThat(application.reload().message()).as("not waited for again")
				.contains("is one a pipe, or an import slow?");
			assertThat(application.pricing().margin()).isEqualTo("0.25");
			List<Thread> reading = readers().stream().filter((thread) -> !others.contains(thread)).toList();
			assertThat(reading).isNotEmpty();
			// Lets the reading end.
			Files.writeString(pipe, "pricing.cache-for: 1m\n");
			for (Thread thread : reading) {
				thread.join(10_000);
				assertThat(thread.isAlive()).isFalse();
			}
			Files.delete(pipe);
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.pricing().margin()).isEqualTo("0.35");
		}
	}

	@Test
	void aPipeInATreeIsNoKey() throws Exception {
		Path tree = Files.createDirectory(this.directory.resolve("tree"));
		write("tree/discount.percent", "7");
		write("tree/app.title", "Shop");
		write("application.yml", FIRST + "spring.config.import: configtree:" + tree + "/\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			assertThat(application.record(Discount.class).percent()).isEqualTo(7);
			Files.delete(tree.resolve("app.title"));
			assertThat(new ProcessBuilder("mkfifo", tree.resolve("app.title").toString()).start().waitFor()).isZero();
			write("tree/discount.percent", "8");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.record(Discount.class).percent()).isEqualTo(8);
			assertThat(attempt.changes()).extracting(ReloadChange::key)
				.containsExactly("app.title", "discount.percent");
		}
	}

	@Test
	void aFileOfATreeThatCannotBeReadIsRefusedUnlessItNeverCould() throws Exception {
		Path tree = Files.createDirectory(this.directory.resolve("tree"));
		write("tree/discount.percent", "7");
		write("tree/app.title", "Shop");
		Files.createSymbolicLink(tree.resolve("not.needed"), Path.of("nowhere"));
		write("application.yml", FIRST + "spring.config.import: configtree:" + tree + "/\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			write("tree/discount.percent", "8");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			Files.delete(tree.resolve("app.title"));
			Files.createSymbolicLink(tree.resolve("app.title"), Path.of("nowhere"));
			attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.problems()).containsExactly(new ReloadProblem("app.title",
					tree.resolve("app.title").toString(), 1, "it cannot be read or decrypted", null));
			Files.delete(tree.resolve("app.title"));
			write("tree/app.title", "Store");
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
		}
	}

	@Test
	void aSourceThatHangsDoesNotHoldAReload() throws Exception {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			CountDownLatch answer = new CountDownLatch(1);
			application.context().getEnvironment().getPropertySources().addFirst(new PropertySource<>("remote") {

				@Override
				public Object getProperty(String name) {
					if (name.equals("app.title")) {
						ReloadedApplication.holdOn(answer);
					}
					return null;
				}

			});
			write("application.yml", FIRST + "app.title: Shop\n");
			Reloader reloader = application.reloader(Duration.ofMillis(500));
			assertThat(reloader.reload(ReloadTrigger.SIGNAL).message())
				.isEqualTo("The files cannot be read within 500ms: is one a pipe, or an import slow?");
			answer.countDown();
		}
	}

	private static Settings read(StableReader reader, ReloadedApplication application) throws Exception {
		BoundSnapshot current = application.bean(SnapshotStore.class).current();
		return reader.read(current.settings(), current.get(ReloadProperties.class), false, Duration.ofMinutes(1));
	}

	/** One that does something while it waits, and is told the how manyth time it is. */
	private static StableReader reader(ReloadedApplication application, IntConsumer meanwhile) {
		AtomicInteger times = new AtomicInteger();
		return reader(application, new NanoClock() {

			@Override
			public long nanoTime() {
				return System.nanoTime();
			}

			@Override
			public void sleep(long nanos) {
				meanwhile.accept(times.incrementAndGet());
			}

		});
	}

	private static StableReader reader(ReloadedApplication application, NanoClock clock) {
		return new StableReader(application.bean(ConfigData.class), application.bean(ProblemTexts.class), clock);
	}

}
