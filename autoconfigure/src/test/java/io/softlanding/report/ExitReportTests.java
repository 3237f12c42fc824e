/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.softlanding.drain.Drain;
import io.softlanding.drain.DrainFixtures;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubParticipant;
import io.softlanding.process.LogLines;
import io.softlanding.readiness.ReadinessGate;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.KeyValuePair;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class ExitReportTests {

	private static final String PREFIX = "Exit report: ";

	private final LogLines lines = new LogLines(ExitReportTests.class);

	private final AtomicReference<Drain> drain = new AtomicReference<>();

	private final ReadinessGate readiness = new ReadinessGate(new GenericApplicationContext());

	private final ExitReport report = new ExitReport(
			new StatusDocument(this.drain::get, this.readiness, () -> List.of()), this.drain::get,
			ReportPlaces.only(this.lines.log()));

	@Test
	void cleanDrainIsOneStructuredLine() {
		drained(StubParticipant.of("locks", DrainPhase.LOCKS,
				(context) -> DrainResult.completed("Released \"all\"\n of them").with("count", 3)));
		this.report.graceful();
		ILoggingEvent line = reports().get(0);
		assertThat(line.getLevel()).isEqualTo(Level.INFO);
		assertThat(line.getKeyValuePairs()).extracting((KeyValuePair pair) -> pair.key)
			.containsExactly("stage", "reason", "took");
		assertThat(line.getFormattedMessage()).doesNotContain("\n");
		assertThat(json(line)).containsEntry("stage", "graceful")
			.containsEntry("state", "STOPPED")
			.containsEntry("reason", "SIGTERM")
			.containsKeys("startedAt", "took", "phases", "readiness");
		assertThat(json(line).toString()).contains("Released \"all\"\n of them", "count=3");
	}

	@Test
	void drainThatWasNotCleanIsAWarning() {
		drained(StubParticipant.of("locks", DrainPhase.LOCKS, (context) -> DrainResult.partial("Half")));
		this.report.graceful();
		assertThat(reports().get(0).getLevel()).isEqualTo(Level.WARN);
	}

	@Test
	void isWrittenOnce() {
		drained();
		this.report.graceful();
		this.report.graceful();
		this.report.forced();
		assertThat(reports()).hasSize(1);
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
	void valuesOfAParticipantThatCannotBeReadDoNotStopTheReport() {
		Object broken = new Object() {

			@Override
			public String toString() {
				throw new IllegalStateException("broken");
			}

		};
		drained(StubParticipant.of("broken", DrainPhase.LOCKS,
				(context) -> DrainResult.completed("Done").with("detail", broken)),
				StubParticipant.of("good", DrainPhase.LOCKS));
		this.report.graceful();
		assertThat(json(reports().get(0)).toString()).contains("name=good, outcome=COMPLETED")
			.contains("name=broken, outcome=FAILED");
	}

	@Test
	void valuesOfAParticipantAreThoseOfTheMomentWhenItEnded() {
		List<Object> live = new ArrayList<>(List.of("then"));
		drained(StubParticipant.of("live", DrainPhase.LOCKS,
				(context) -> DrainResult.completed("Done").with("detail", live)));
		live.add("later");
		this.report.graceful();
		assertThat(json(reports().get(0)).toString()).contains("detail=[then]");
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

	private void drained(DrainParticipant... participants) {
		Drain drain = DrainFixtures.drain(NanoClock.SYSTEM, DrainFixtures.budget(), participants);
		this.drain.set(drain);
		drain.begin();
		drain.stop();
	}

	private List<ILoggingEvent> reports() {
		return this.lines.events().stream().filter((event) -> event.getFormattedMessage().startsWith(PREFIX)).toList();
	}

	private static Map<String, Object> json(ILoggingEvent line) {
		return JsonParserFactory.getJsonParser().parseMap(line.getFormattedMessage().substring(PREFIX.length()));
	}

	@Test
	void forcedReportIsWrittenWhileTheGracefulOneHangs() throws InterruptedException {
		drained();
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
		ExitReport report = new ExitReport(new StatusDocument(this.drain::get, this.readiness, () -> List.of(section)),
				this.drain::get, ReportPlaces.only(this.lines.log()));
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
