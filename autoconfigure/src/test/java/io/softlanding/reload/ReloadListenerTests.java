/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.config.InvalidConfigurationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners that follow, that cannot, and that never answer.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReloadListenerTests {

	private static final String FIRST = """
			pricing.margin: "0.20"
			discount.percent: 5
			""";

	private static final String SECOND = FIRST.replace("0.20", "0.30");

	@TempDir
	Path directory;

	private ReloadedApplication application;

	@BeforeEach
	void start() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), FIRST);
		this.application = ReloadedApplication.start(this.directory, Listeners.class,
				"softlanding.reload.listener-timeout=1s");
	}

	@AfterEach
	void close() {
		this.application.bean(Journal.class).hanging.countDown();
		this.application.close();
	}

	@Test
	void allPrepareBeforeAnyCommits() throws IOException {
		assertThat(reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
		assertThat(journal()).containsExactly("first prepare 1 2", "second prepare 1 2", "first commit",
				"second commit");
		assertThat(this.application.bean(Journal.class).marginAtCommit).containsExactly("0.30", "0.30");
	}

	@Test
	void aListenerMayBindWhatNoRecordHas() throws IOException {
		Map<String, Integer> limits = new HashMap<>();
		ReloadListener own = (old, next) -> () -> limits
			.putAll(next.binder().bind("app.limits", Bindable.mapOf(String.class, Integer.class)).get());
		this.application.write(SECOND + "app.limits:\n  one: 1\n  two: 2\n");
		assertThat(this.application.reloader(own).reload(ReloadTrigger.SIGNAL).outcome())
			.isEqualTo(ReloadOutcome.APPLIED);
		assertThat(limits).containsExactlyInAnyOrderEntriesOf(Map.of("one", 1, "two", 2));
	}

	@Test
	void nothingHappensWhenOneCannotPrepare() throws IOException {
		this.application.bean(Journal.class).faults = List.of("second prepare");
		ReloadAttempt attempt = reload();
		assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.FAILED);
		assertThat(attempt.message()).startsWith("Listener second could not prepare: java.lang.IllegalStateException");
		assertThat(journal()).containsExactly("first prepare 1 2", "second prepare 1 2", "first discard");
		assertOld();
	}

	@Test
	void oneThatRefusesIsQuoted() throws IOException {
		this.application.bean(Journal.class).faults = List.of("second refuse");
		ReloadAttempt attempt = reload();
		assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.INVALID);
		assertThat(attempt.problems()).containsExactly(ReloadProblem.of("pool.size is 0. No connection would fit."));
		assertOld();
	}

	@Test
	void oneThatCannotCommitIsUndoneWithThoseBeforeIt() throws IOException {
		this.application.bean(Journal.class).faults = List.of("second commit");
		ReloadAttempt attempt = reload();
		assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.FAILED);
		assertThat(attempt.message()).isEqualTo("The old configuration is in force again");
		assertThat(attempt.generation()).isEqualTo(1);
		assertThat(journal()).endsWith("first commit", "second commit", "second rollback", "first rollback");
		assertOld();
		this.application.bean(Journal.class).faults = List.of();
		assertThat(this.application.reload().generation()).as("a number is never used again").isEqualTo(3);
	}

	@Test
	void whatComesAfterTheOneThatCannotCommitIsLetGo() throws IOException {
		this.application.bean(Journal.class).faults = List.of("first commit");
		assertThat(reload().outcome()).isEqualTo(ReloadOutcome.FAILED);
		assertThat(journal()).endsWith("first commit", "first rollback", "second discard");
		assertOld();
	}

	@Test
	void whatCannotBeUndoneIsSaidLoudly(CapturedOutput output) throws IOException {
		this.application.bean(Journal.class).faults = List.of("second commit", "second rollback");
		ReloadAttempt attempt = reload();
		assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.UNKNOWN);
		assertThat(attempt.problems()).extracting(ReloadProblem::message)
			.anyMatch((message) -> message.startsWith("listener second could not commit"))
			.anyMatch((message) -> message.startsWith("listener second could not roll back"));
		assertThat(journal()).endsWith("second rollback", "first rollback");
		assertThat(output.getAll().lines()).anyMatch((line) -> line.contains("ERROR") && line.contains("restart"));
		assertThat(output).doesNotContain("on purpose");
		assertOld();
	}

	@Test
	void oneThatHasNoNameAnyMoreIsUndoneToo() throws IOException {
		this.application.bean(Journal.class).faults = List.of("second commit", "second name");
		ReloadAttempt attempt = reload();
		assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.FAILED);
		assertThat(attempt.message()).isEqualTo("The old configuration is in force again");
		assertThat(journal()).endsWith("second commit", "second rollback", "first rollback");
		assertOld();
	}

	@Test
	void anInterruptInPrepareIsKept() throws IOException {
		this.application.bean(Journal.class).faults = List.of("first interrupt in prepare");
		this.application.bean(Journal.class).reloading = Thread.currentThread();
		ReloadAttempt attempt = reload();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.REFUSED);
		assertThat(attempt.message()).isEqualTo("The reload was interrupted");
		assertOld();
	}

	@Test
	void anInterruptInCommitIsKeptAndAllIsUndone() throws IOException {
		this.application.bean(Journal.class).faults = List.of("second interrupt in commit");
		this.application.bean(Journal.class).reloading = Thread.currentThread();
		ReloadAttempt attempt = reload();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.UNKNOWN);
		assertThat(journal()).containsSubsequence("second commit", "second rollback", "first rollback");
		assertOld();
	}

	@Test
	void oneThatHangsInPrepareIsNotWaitedForAgain() throws IOException {
		this.application.bean(Journal.class).faults = List.of("second hang in prepare");
		assertThat(reload().message()).isEqualTo("Listener second could not prepare: it did not return in time");
		assertThat(journal()).endsWith("first discard");
		ReloadAttempt again = this.application.reload();
		assertThat(again.outcome()).isEqualTo(ReloadOutcome.FAILED);
		assertThat(again.message()).isEqualTo("Listener second has not returned from an earlier reload");
		assertOld();
	}

	@Test
	void whatOneThatHangsPreparesAfterAllIsLetGo() throws Exception {
		Journal journal = this.application.bean(Journal.class);
		journal.faults = List.of("second hang in prepare");
		assertThat(reload().outcome()).isEqualTo(ReloadOutcome.FAILED);
		assertThat(journal()).doesNotContain("second discard");
		journal.hanging.countDown();
		assertThat(journal.secondDiscarded.await(10, TimeUnit.SECONDS)).isTrue();
		assertOld();
	}

	@Test
	void oneThatHangsWhenItIsAskedAboutKeysIsNotWaitedForAgain() throws IOException {
		this.application.bean(Journal.class).faults = List.of("second hang in applies");
		ReloadAttempt attempt = this.application.write(SECOND + "app.title: Shop\n").reload();
		assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.FAILED);
		assertThat(attempt.message()).isEqualTo("Listener second could not prepare: it did not return in time");
		assertThat(this.application.reload().message())
			.isEqualTo("Listener second has not returned from an earlier reload");
		assertOld();
	}

	@Test
	void aValidatorThatHangsIsNotWaitedForAgain() throws IOException {
		this.application.bean(Journal.class).faults = List.of("validator hang");
		ReloadAttempt attempt = reload();
		assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.FAILED);
		assertThat(attempt.message()).endsWith("failed: it did not return in time");
		assertThat(this.application.reload().message()).endsWith("has not returned from an earlier reload");
		assertOld();
	}

	@Test
	void whatOneThatHangsInCommitHasDoneIsUnknown() throws IOException {
		this.application.bean(Journal.class).faults = List.of("first hang in commit");
		ReloadAttempt attempt = reload();
		assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.UNKNOWN);
		assertThat(attempt.problems()).extracting(ReloadProblem::message)
			.containsExactly("listener first could not commit: it did not return in time");
		assertOld();
	}

	@Test
	void oneThatHangsInRollbackDoesNotKeepOthersFromRollingBack() throws IOException {
		this.application.bean(Journal.class).faults = List.of("second commit", "second hang in rollback");
		ReloadAttempt attempt = reload();
		assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.UNKNOWN);
		assertThat(attempt.problems().toString()).contains("second could not roll back: it did not return in time");
		assertThat(journal()).endsWith("second rollback", "first rollback");
	}

	@Test
	void aDryRunPreparesAndLetsGo() throws IOException {
		this.application.write(SECOND);
		assertThat(this.application.dryRun().outcome()).isEqualTo(ReloadOutcome.VALID);
		assertThat(journal()).containsExactly("first prepare 1 2", "second prepare 1 2", "first discard",
				"second discard");
		assertOld();
		assertThat(this.application.reload().generation()).as("no number stands for two configurations").isEqualTo(3);
	}

	private ReloadAttempt reload() throws IOException {
		return this.application.write(SECOND).reload();
	}

	private List<String> journal() {
		return this.application.bean(Journal.class).lines;
	}

	private void assertOld() {
		assertThat(this.application.pricing().margin()).isEqualTo("0.20");
		assertThat(this.application.context().getEnvironment().getProperty("pricing.margin")).isEqualTo("0.20");
	}

	/** What was called, and what goes wrong. */
	static final class Journal {

		private final List<String> lines = new CopyOnWriteArrayList<>();

		private final List<String> marginAtCommit = new CopyOnWriteArrayList<>();

		private final CountDownLatch hanging = new CountDownLatch(1);

		private final CountDownLatch secondDiscarded = new CountDownLatch(1);

		private volatile List<String> faults = List.of();

		private volatile Thread reloading = Thread.currentThread();

		void write(String line) {
			this.lines.add(line);
			String call = line.replaceAll(" [0-9 ]+$", "");
			if (this.faults.contains(call)) {
				throw new IllegalStateException("on purpose");
			}
		}

		/** Interrupts the thread that waits for this one, and sees that it heard. */
		void interrupt(String call) {
			if (this.faults.contains(call)) {
				this.reloading.interrupt();
				try {
					this.hanging.await(10, TimeUnit.SECONDS);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
		}

		void hang(String call) {
			while (this.faults.contains(call)) {
				try {
					if (this.hanging.await(10, TimeUnit.SECONDS)) {
						return;
					}
				}
				catch (InterruptedException ex) {
					// As bad listeners do.
				}
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		@Bean
		Journal journal() {
			return new Journal();
		}

		@Bean
		SnapshotValidator validator(Journal journal) {
			return (snapshot) -> {
				journal.hang("validator hang");
				return List.of();
			};
		}

		@Bean
		@Order(1)
		ReloadListener first(Journal journal, Reloadable<Pricing> pricing) {
			return new Listener("first", journal, pricing);
		}

		@Bean
		@Order(2)
		ReloadListener second(Journal journal, Reloadable<Pricing> pricing) {
			return new Listener("second", journal, pricing);
		}

	}

	private record Listener(String name, Journal journal, Reloadable<Pricing> pricing) implements ReloadListener {

		@Override
		public String name() {
			if (this.journal.lines.contains(this.name + " commit")
					&& this.journal.faults.contains(this.name + " name")) {
				throw new IllegalStateException("on purpose");
			}
			return this.name;
		}

		@Override
		public boolean applies(String key) {
			this.journal.hang(this.name + " hang in applies");
			return false;
		}

		@Override
		public Step prepare(Snapshot old, Snapshot next) {
			this.journal.write("%s prepare %d %d".formatted(this.name, old.generation(), next.generation()));
			this.journal.interrupt(this.name + " interrupt in prepare");
			this.journal.hang(this.name + " hang in prepare");
			if (this.journal.faults.contains(this.name + " refuse")) {
				throw new InvalidConfigurationException("pool.size is 0. No connection would fit.", "Fill it.");
			}
			return new Step() {

				@Override
				public void commit() {
					Listener.this.journal.write(Listener.this.name + " commit");
					Listener.this.journal.marginAtCommit.add(Listener.this.pricing.get().margin().toString());
					Listener.this.journal.interrupt(Listener.this.name + " interrupt in commit");
					Listener.this.journal.hang(Listener.this.name + " hang in commit");
				}

				@Override
				public void rollback() {
					Listener.this.journal.write(Listener.this.name + " rollback");
					Listener.this.journal.hang(Listener.this.name + " hang in rollback");
				}

				@Override
				public void discard() {
					Listener.this.journal.write(Listener.this.name + " discard");
					if (Listener.this.name.equals("second")) {
						Listener.this.journal.secondDiscarded.countDown();
					}
				}

			};
		}

	}

}
