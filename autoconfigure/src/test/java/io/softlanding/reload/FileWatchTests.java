/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FileWatch}.
 */
class FileWatchTests {

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
	void aChangeIsTakenWhenItWasSeenTwice() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			List<ReloadAttempt> attempts = new ArrayList<>();
			FileWatch watch = watch(application, attempts);
			poll(watch, 2);
			assertThat(attempts).extracting(ReloadAttempt::outcome).containsExactly(ReloadOutcome.UNCHANGED);
			write(FIRST.replace("5", "6"));
			poll(watch, 1);
			assertThat(attempts).hasSize(1);
			poll(watch, 3);
			assertThat(attempts).hasSize(2).last().extracting(ReloadAttempt::outcome).isEqualTo(ReloadOutcome.APPLIED);
		}
	}

	@Test
	void aMistakeIsTriedOnceAndItsReversalToo() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			List<ReloadAttempt> attempts = new ArrayList<>();
			FileWatch watch = watch(application, attempts);
			poll(watch, 2);
			write(FIRST.replace("5", "five"));
			poll(watch, 5);
			write(FIRST);
			poll(watch, 5);
			write(FIRST.replace("5", "6"));
			poll(watch, 5);
			assertThat(attempts).extracting(ReloadAttempt::outcome)
				.containsExactly(ReloadOutcome.UNCHANGED, ReloadOutcome.INVALID, ReloadOutcome.UNCHANGED,
						ReloadOutcome.APPLIED);
		}
	}

	@Test
	void anEditThatMeetsAnotherReloadIsTakenAfterwards() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, Meeting.class)) {
			List<ReloadAttempt> attempts = new ArrayList<>();
			FileWatch watch = watch(application, attempts);
			poll(watch, 2);
			application.bean(Meeting.Point.class).meanwhile = () -> {
				write(FIRST.replace("5", "7"));
				poll(watch, 2);
			};
			write(FIRST.replace("5", "6"));
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(attempts).last().extracting(ReloadAttempt::outcome).isEqualTo(ReloadOutcome.BUSY);
			application.bean(Meeting.Point.class).meanwhile = () -> {
			};
			poll(watch, 3);
			assertThat(attempts).extracting(ReloadAttempt::outcome)
				.containsExactly(ReloadOutcome.UNCHANGED, ReloadOutcome.BUSY, ReloadOutcome.APPLIED);
			assertThat(application.record(Discount.class).percent()).isEqualTo(7);
		}
	}

	@Test
	void whatWasTriedBeforeIsTakenAgainAfterAReloadOfSomebodyElse() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			FileWatch watch = watch(application, new ArrayList<>());
			write(FIRST.replace("5", "6"));
			poll(watch, 2);
			write(FIRST.replace("5", "7"));
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			write(FIRST.replace("5", "6"));
			poll(watch, 1);
			assertThat(application.record(Discount.class).percent()).isEqualTo(6);
		}
	}

	@Test
	void anEditBetweenTheLookAndTheReadingCanBeTakenBack() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			Reloader reloader = application.bean(Reloader.class);
			AtomicReference<String> between = new AtomicReference<>(FIRST.replace("5", "7"));
			FileWatch watch = new FileWatch(application.bean(SnapshotStore.class)::current, () -> null, () -> {
				String text = between.getAndSet(null);
				if (text != null) {
					rewrite(text);
				}
				return reloader.reload(ReloadTrigger.FILE_WATCH);
			}, new MountPoints(Path.of("none")), NanoClock.SYSTEM);
			write(FIRST.replace("5", "6"));
			poll(watch, 2);
			assertThat(application.record(Discount.class).percent()).isEqualTo(7);
			write(FIRST.replace("5", "6"));
			poll(watch, 2);
			assertThat(application.record(Discount.class).percent()).isEqualTo(6);
		}
	}

	private void rewrite(String text) {
		try {
			write(text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void whatFailedIsTriedAgainLessAndLessOften() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory, Meeting.class)) {
			List<ReloadAttempt> attempts = new ArrayList<>();
			FileWatch watch = watch(application, attempts);
			application.bean(Meeting.Point.class).meanwhile = () -> {
				throw new IOException("not now");
			};
			write(FIRST.replace("5", "6"));
			poll(watch, 21);
			assertThat(attempts).extracting(ReloadAttempt::outcome)
				.containsOnly(ReloadOutcome.FAILED)
				.hasSizeBetween(4, 6);
			application.bean(Meeting.Point.class).meanwhile = () -> {
			};
			poll(watch, 20);
			assertThat(attempts).last().extracting(ReloadAttempt::outcome).isEqualTo(ReloadOutcome.APPLIED);
			int tried = attempts.size();
			poll(watch, 100);
			assertThat(attempts).hasSize(tried);
		}
	}

	@Test
	void anErrorDoesNotEndTheWatch() throws InterruptedException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory,
				ReloadedApplication.Nothing.class, "softlanding.reload.watch.enabled=true",
				"softlanding.reload.watch.interval=1ms")) {
			CountDownLatch looks = new CountDownLatch(2);
			FileWatch watch = new FileWatch(application.bean(SnapshotStore.class)::current, () -> {
				looks.countDown();
				throw new OutOfMemoryError("on purpose");
			}, () -> {
				throw new IllegalStateException("no reload is expected");
			}, new MountPoints(Path.of("none")), NanoClock.SYSTEM);
			watch.start();
			assertThat(looks.await(10, TimeUnit.SECONDS)).isTrue();
			watch.stop();
		}
	}

	@Test
	void aMountedConfigMapIsFollowedThroughItsLinks() throws IOException {
		Path mount = Files.createDirectory(this.directory.resolve("mount"));
		data(mount, "..1", FIRST);
		Files.createSymbolicLink(mount.resolve("application.yml"), Path.of("..data/application.yml"));
		try (ReloadedApplication application = ReloadedApplication.start(mount)) {
			List<ReloadAttempt> attempts = new ArrayList<>();
			FileWatch watch = watch(application, attempts);
			poll(watch, 2);
			data(mount, "..2", FIRST.replace("5", "6"));
			poll(watch, 2);
			assertThat(attempts).hasSize(2).last().extracting(ReloadAttempt::outcome).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(application.record(Discount.class).percent()).isEqualTo(6);
		}
	}

	private static void data(Path mount, String name, String text) throws IOException {
		Files.writeString(Files.createDirectory(mount.resolve(name)).resolve("application.yml"), text);
		Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(name));
		Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	@Test
	void aNewFileOfAProfileIsSeen() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory,
				ReloadedApplication.Nothing.class, "spring.profiles.active=eu")) {
			List<ReloadAttempt> attempts = new ArrayList<>();
			FileWatch watch = watch(application, attempts);
			poll(watch, 2);
			Files.writeString(this.directory.resolve("application-eu.yml"), "discount.percent: 7\n");
			poll(watch, 2);
			assertThat(application.record(Discount.class).percent()).isEqualTo(7);
		}
	}

	@Test
	void aFileThatAListNamesIsSeenWhenItAppears() throws IOException {
		Path elsewhere = Files.createDirectories(this.directory.resolve("elsewhere"));
		Path beside = Files.createDirectories(this.directory.resolve("beside"));
		write(FIRST
				+ "spring.config.import:\n- optional:file:%s/named.yml\n- optional:beside/relative.yml\n"
					.formatted(elsewhere)
				+ "- 'optional:file:${nowhere:%1$s}/wild/*/'\n- 'optional:file:%1$s/wilder/*/prices.yml'\n"
					.formatted(elsewhere));
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			FileWatch watch = watch(application, new ArrayList<>());
			poll(watch, 2);
			Files.writeString(elsewhere.resolve("named.yml"), "discount.percent: 7\n");
			poll(watch, 2);
			assertThat(application.record(Discount.class).percent()).isEqualTo(7);
			Files.writeString(beside.resolve("relative.yml"), "discount.percent: 8\n");
			poll(watch, 2);
			assertThat(application.record(Discount.class).percent()).isEqualTo(8);
			Files.writeString(Files.createDirectories(elsewhere.resolve("wild/one")).resolve("application.yml"),
					"discount.percent: 9\n");
			poll(watch, 2);
			assertThat(application.record(Discount.class).percent()).isEqualTo(9);
			Files.writeString(Files.createDirectories(elsewhere.resolve("wilder/one")).resolve("prices.yml"),
					"discount.percent: 10\n");
			poll(watch, 2);
			assertThat(application.record(Discount.class).percent()).isEqualTo(10);
		}
	}

	@Test
	void aDirectoryThatIsNamedWithoutAPrefixIsSeenToo() throws IOException {
		Path elsewhere = Files.createDirectories(this.directory.resolve("elsewhere"));
		try (ReloadedApplication application = ReloadedApplication.start(this.directory,
				ReloadedApplication.Nothing.class, "spring.config.additional-location=optional:" + elsewhere + "/")) {
			FileWatch watch = watch(application, new ArrayList<>());
			poll(watch, 2);
			Files.writeString(elsewhere.resolve("application.yml"), "discount.percent: 7\n");
			poll(watch, 2);
			assertThat(application.record(Discount.class).percent()).isEqualTo(7);
		}
	}

	@Test
	void anEditorThatRenamesIsFollowed() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			FileWatch watch = watch(application, new ArrayList<>());
			poll(watch, 2);
			application.write(FIRST.replace("5", "6"));
			poll(watch, 2);
			assertThat(application.record(Discount.class).percent()).isEqualTo(6);
			application.write(FIRST.replace("5", "7"));
			poll(watch, 2);
			assertThat(application.record(Discount.class).percent()).isEqualTo(7);
		}
	}

	@Test
	void theWatchIsSwitchedOnAndOffByAReload() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			assertThat(watchers()).isEmpty();
			write(FIRST + "softlanding.reload.watch:\n  enabled: true\n  interval: 1ms\n");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.changes()).allSatisfy((change) -> assertThat(change.restartRequired()).isFalse());
			Thread watcher = watchers().get(0);
			write(FIRST + "softlanding.reload.watch:\n  enabled: false\n  interval: 1ms\n");
			assertThat(join(watcher)).isTrue();
			assertThat(watchers()).isEmpty();
		}
	}

	@Test
	void aWatchThatWasSwitchedOnIsSwitchedOffWhenALaterListenerCannotCommit() throws IOException {
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			write(FIRST + "softlanding.reload.watch:\n  enabled: true\n  interval: 1h\n");
			List<Thread> watching = new ArrayList<>();
			ReloadAttempt attempt = application
				.reloader(ReloadedApplication.refusing(() -> watching.addAll(watchers())))
				.reload(ReloadTrigger.SIGNAL);
			assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.FAILED);
			assertThat(watching).singleElement().satisfies((thread) -> assertThat(join(thread)).isTrue());
		}
	}

	private static boolean join(Thread thread) {
		try {
			thread.join(10_000);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return !thread.isAlive();
	}

	private static List<Thread> watchers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("softlanding-reload-watch"))
			.toList();
	}

	private FileWatch watch(ReloadedApplication application, List<ReloadAttempt> attempts) {
		return watch(application, attempts, this.directory.resolve("none"));
	}

	private static FileWatch watch(ReloadedApplication application, List<ReloadAttempt> attempts, Path mountInfo) {
		Reloader reloader = application.bean(Reloader.class);
		return new FileWatch(application.bean(SnapshotStore.class)::current, () -> null, () -> {
			ReloadAttempt attempt = reloader.reload(ReloadTrigger.FILE_WATCH);
			attempts.add(attempt);
			return attempt;
		}, new MountPoints(mountInfo), NanoClock.SYSTEM);
	}

	private static void poll(FileWatch watch, int times) {
		for (int i = 0; i < times; i++) {
			watch.poll();
		}
	}

	/** Something that happens while a reload runs. */
	@FunctionalInterface
	private interface Meanwhile {

		void happen() throws IOException;

	}

	@Configuration(proxyBeanMethods = false)
	static class Meeting {

		@Bean
		Point point() {
			return new Point();
		}

		static final class Point implements ReloadListener {

			private volatile Meanwhile meanwhile = () -> {
			};

			@Override
			public Step prepare(Snapshot old, Snapshot next) throws IOException {
				this.meanwhile.happen();
				return Step.NONE;
			}

		}

	}

}
