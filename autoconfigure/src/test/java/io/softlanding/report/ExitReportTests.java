/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainStatus;
import io.softlanding.process.LogLines;
import io.softlanding.readiness.ReadinessGate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.KeyValuePair;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class ExitReportTests {

	private static final String PREFIX = "Exit report: ";

	private final LogLines lines = new LogLines(ExitReportTests.class);

	private final ReadinessGate readiness = new ReadinessGate(new GenericApplicationContext());

	private final StubDrain drain = new StubDrain();

	private final ExitReport report = report(List.of());

	private ExitReport report(List<StatusSection> sections) {
		return report(sections, List.of());
	}

	private ExitReport report(List<StatusSection> sections, List<ReportDestination.Writer> writers) {
		ExitReport report = new ExitReport(() -> this.readiness, () -> sections, () -> new LogAppenders(List.of()),
				(log) -> writers.stream().map((writer) -> new ReportDestination(writer, log)).toList(), () -> {
				});
		report.reports(this.drain, this.lines.log());
		report.contextStarts();
		return report;
	}

	/** A drain that has ended when a test says so. */
	private static final class StubDrain implements DrainStatus {

		private final Map<String, Object> described = new LinkedHashMap<>(Map.of("state", "RUNNING"));

		private boolean ending;

		private boolean good = true;

		void drained() {
			this.ending = true;
			this.described.putAll(Map.of("state", "STOPPED", "reason", "SIGTERM", "took", Duration.ofMillis(20)));
		}

		@Override
		public boolean isEnding() {
			return this.ending;
		}

		@Override
		public boolean isGood() {
			return this.good;
		}

		@Override
		public Map<String, Object> describe() {
			return this.described;
		}

		@Override
		public void end() {
		}

		@Override
		public void conclude(Duration timeout) {
		}

	}

	@Test
	void cleanDrainIsOneStructuredLine() {
		this.drain.drained();
		this.drain.described.put("phases", List.of(Map.of("summary", "Released \"all\"\n of them", "count", 3)));
		this.report.graceful();
		ILoggingEvent line = reports().get(0);
		assertThat(line.getLevel()).isEqualTo(Level.INFO);
		assertThat(line.getKeyValuePairs()).extracting((KeyValuePair pair) -> pair.key)
			.containsExactly("stage", "reason", "took");
		assertThat(line.getFormattedMessage()).doesNotContain("\n");
		assertThat(json(line)).containsEntry("stage", "graceful")
			.containsEntry("state", "STOPPED")
			.containsEntry("reason", "SIGTERM")
			.containsKeys("took", "phases", "readiness");
		assertThat(json(line).toString()).contains("Released \"all\"\n of them", "count=3");
	}

	@Test
	void drainThatWasNotCleanIsAWarning() {
		this.drain.drained();
		this.drain.good = false;
		this.report.graceful();
		assertThat(reports().get(0).getLevel()).isEqualTo(Level.WARN);
	}

	@Test
	void isWrittenOnce() {
		this.drain.drained();
		this.report.graceful();
		this.report.graceful();
		this.report.forced();
		assertThat(reports()).hasSize(1);
	}

	@Test
	void noReportIsMadeWhereNothingWouldKeepIt(@TempDir Path directory) throws IOException {
		AtomicInteger asked = new AtomicInteger();
		StatusSection section = new StatusSection() {

			@Override
			public String name() {
				return "counted";
			}

			@Override
			public Map<String, Object> status() {
				return Map.of("asked", asked.incrementAndGet());
			}

		};
		Path path = directory.resolve("termination-log");
		ExitReport report = report(List.of(section), List.of(new TerminationMessage(path)));
		this.drain.drained();
		assertThat(report.pending(Duration.ofSeconds(20)).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThat(asked).hasValue(0);
		Files.createFile(path);
		assertThat(report.pending(Duration.ofSeconds(20)).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(asked).hasValue(1);
		assertThat(path).isNotEmptyFile();
	}

	@Test
	void instanceThatNeverDrainedHasNothingToReport() {
		this.report.graceful();
		assertThat(this.lines.messages()).isEmpty();
	}

	@Test
	void forcedReportIsFollowedByADumpOfAllThreads() {
		this.report.forced();
		assertThat(this.lines.events()).hasSize(2).allMatch((event) -> event.getLevel() == Level.ERROR);
		assertThat(this.lines.messages()).last()
			.asString()
			.contains("Deadlocked: none", '"' + Thread.currentThread().getName() + '"',
					"forcedReportIsFollowedByADumpOfAllThreads");
		assertThat(json(reports().get(0))).containsEntry("stage", "forced").containsEntry("state", "RUNNING");
	}

	@Test
	void aReportThatFindsNoMemoryIsTriedAgain() {
		AtomicInteger tried = new AtomicInteger();
		this.report.before(() -> {
			if (tried.incrementAndGet() < 3) {
				throw new OutOfMemoryError("on purpose");
			}
		});
		this.report.forced();
		assertThat(tried).hasValue(3);
		assertThat(reports()).hasSize(1);
	}

	@Test
	void whatFindsNoMemoryAtAllIsSaidAsItWasPrepared() {
		AtomicInteger said = new AtomicInteger();
		this.report.before(() -> {
			throw new OutOfMemoryError("on purpose");
		});
		this.report.lastResort(said::incrementAndGet);
		this.report.forced();
		assertThat(said).hasValue(1);
		assertThat(reports()).isEmpty();
	}

	@Test
	void whatFailsBeforeAReportStopsNeitherItNorTheDump() {
		this.report.before(() -> {
			throw new IllegalStateException("broken");
		});
		this.report.forced();
		assertThat(reports()).hasSize(1);
		assertThat(this.lines.messages()).last().asString().contains("Deadlocked: none");
	}

	private List<ILoggingEvent> reports() {
		return this.lines.events().stream().filter((event) -> event.getFormattedMessage().startsWith(PREFIX)).toList();
	}

	private static Map<String, Object> json(ILoggingEvent line) {
		return JsonParserFactory.getJsonParser().parseMap(line.getFormattedMessage().substring(PREFIX.length()));
	}

	@Test
	void forcedReportIsWrittenWhileTheGracefulOneHangs() throws InterruptedException {
		this.drain.drained();
		CountDownLatch hanging = new CountDownLatch(1);
		CountDownLatch never = new CountDownLatch(1);
		StatusSection section = new StatusSection() {

			@Override
			public String name() {
				return "stuck";
			}

			@Override
			public Map<String, Object> status() {
				if (hanging.getCount() > 0) {
					hanging.countDown();
					try {
						never.await();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				}
				return Map.of();
			}

		};
		ExitReport report = report(List.of(section));
		Thread graceful = new Thread(report::graceful);
		graceful.setDaemon(true);
		graceful.start();
		assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();
		report.forced();
		assertThat(reports()).hasSize(1);
		never.countDown();
		graceful.join(10_000);
		assertThat(reports()).hasSize(1);
	}

}
