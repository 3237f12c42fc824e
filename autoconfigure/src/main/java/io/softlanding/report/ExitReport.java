/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

import io.softlanding.readiness.ReadinessGate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.function.SingletonSupplier;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainReporter;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.DrainStatus;
import io.softlanding.process.DrainLog;
import io.softlanding.process.OutOfMemoryRetry;
import io.softlanding.process.ProcessIdentity;
import io.softlanding.process.ThreadDump;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The last word of an instance: the status document, final, as one structured log line
 * and wherever else reports are kept. A file holds a start marker first, then, from
 * HANDOFF on, the report as pending. It is finished once, as {@code graceful} when
 * everything has ended by itself, or as {@code forced} by the watchdog.
 *
 * @since 0.1
 */
public final class ExitReport implements DrainReporter {

	/** How long the report waits for the appenders. */
	private static final Duration APPENDERS = Duration.ofMillis(200);

	/** How long it waits for sections of the status. */
	private static final Duration SECTIONS = Duration.ofMillis(200);

	/** How long when the process ends by its own decision. */
	private static final Duration UNHURRIED_SECTIONS = Duration.ofSeconds(2);

	/** How long it waits for the places when nothing else is left to do. */
	private static final Duration PLACES = Duration.ofSeconds(1);

	/** How long it waits for them when the process is about to be halted. */
	private static final Duration PLACES_BEFORE_HALT = Duration.ofMillis(100);

	private static final Logger logger = LoggerFactory.getLogger(ExitReport.class);

	private final Supplier<ReadinessGate> readiness;

	private final Supplier<List<StatusSection>> sectionBeans;

	private final Supplier<LogAppenders> appenders;

	private final Function<DrainLog, List<ReportDestination>> places;

	private final Runnable applicationStarted;

	private final List<Runnable> lastResorts = new CopyOnWriteArrayList<>();

	private final List<Runnable> before = new CopyOnWriteArrayList<>();

	private final StatusDocument document = new StatusDocument(() -> this.reported.drain().describe(),
			() -> this.reported.reasons().get(), () -> this.sections);

	private volatile Reported reported = Reported.NOTHING;

	private volatile List<StatusSection> sections = List.of();

	private volatile Duration sectionsTimeout = SECTIONS;

	private volatile boolean logged;

	private volatile @Nullable Duration signalLatency;

	/** Guarded by this. */
	private boolean finished;

	/**
	 * Creates a report that looks nothing up before it is told what to report.
	 * @param readiness returns the owner of readiness
	 * @param sectionBeans returns the sections of the features
	 * @param appenders returns what has to write the line before the process is gone
	 * @param places returns where else the report is kept
	 * @param applicationStarted called when the application has started
	 */
	ExitReport(Supplier<ReadinessGate> readiness, Supplier<List<StatusSection>> sectionBeans,
			Supplier<LogAppenders> appenders, Function<DrainLog, List<ReportDestination>> places,
			Runnable applicationStarted) {
		this.readiness = readiness;
		this.sectionBeans = sectionBeans;
		this.appenders = SingletonSupplier.of(appenders);
		this.places = places;
		this.applicationStarted = applicationStarted;
	}

	/**
	 * What is reported, and where.
	 */
	private record Reported(DrainStatus drain, DrainLog log, Supplier<Set<String>> reasons, LogAppenders appenders,
			List<ReportDestination> places) {

		static final Reported NOTHING = new Reported(NoDrainStatus.INSTANCE, new DrainLog(logger), Set::of,
				new LogAppenders(List.of()), List.of());

	}

	@Override
	public void reports(DrainStatus drain, DrainLog log) {
		this.reported = new Reported(drain, log, this.readiness.get()::reasons, this.appenders.get(),
				this.places.apply(log));
	}

	@Override
	public void contextStarts() {
		// Once: after the close the bean factory would make new ones, which know nothing.
		this.sections = this.sectionBeans.get();
	}

	@Override
	public void applicationStarted() {
		this.applicationStarted.run();
	}

	@Override
	public List<DrainParticipant> participants() {
		List<DrainParticipant> participants = new ArrayList<>(this.appenders.get().participants());
		participants.add(new ExitReportParticipant(this::pending));
		return participants;
	}

	@Override
	public Map<String, Object> status(Duration timeout) {
		return this.document.current(timeout);
	}

	@Override
	public Map<String, Object> sections(Duration timeout) {
		return this.document.sections(timeout);
	}

	@Override
	public DrainReporter silent() {
		return new ExitReport(this.readiness, List::of, () -> new LogAppenders(List.of()), (log) -> List.of(), () -> {
		});
	}

	/**
	 * Writes the report before the end, in case the process is killed later.
	 * @param timeout how long to wait until it is written
	 * @return what became of it
	 */
	DrainResult pending(Duration timeout) {
		long end = System.nanoTime() + timeout.toNanos();
		if (this.reported.places().stream().anyMatch((place) -> place.isThere(until(end)))) {
			keep(compose(ExitStage.PENDING), false);
		}
		if (!awaitPlaces(until(end))) {
			return DrainResult.timedOut("Not written yet");
		}
		DrainOutcome worst = this.reported.places()
			.stream()
			.map(ReportDestination::last)
			.reduce(DrainOutcome.NOTHING_TO_DO, DrainOutcome::worse);
		return switch (worst) {
			case NOTHING_TO_DO -> DrainResult.nothingToDo("Kept in no file");
			case COMPLETED -> DrainResult.completed("Written as pending");
			default -> DrainResult.failed("Could not be written");
		};
	}

	@Override
	public void graceful() {
		DrainStatus drain = this.reported.drain();
		if (drain.isEnding()) {
			drain.end();
			boolean clean = drain.isGood();
			OutOfMemoryRetry
				.attempt(() -> finish(compose(ExitStage.GRACEFUL), clean ? Level.INFO : Level.WARN, PLACES));
			insist();
		}
	}

	@Override
	public void forced() {
		DrainStatus drain = this.reported.drain();
		if (drain.isEnding()) {
			OutOfMemoryRetry.attempt(() -> drain.conclude(PLACES_BEFORE_HALT));
		}
		List<String> deadlocked = new CopyOnWriteArrayList<>();
		OutOfMemoryRetry.attempt(() -> deadlocked.addAll(ThreadDump.deadlocked()));
		OutOfMemoryRetry.attempt(() -> {
			Map<String, Object> report = compose(ExitStage.FORCED);
			if (!deadlocked.isEmpty()) {
				report.put("deadlocked", deadlocked);
			}
			finish(report, Level.ERROR, PLACES_BEFORE_HALT);
		});
		insist();
		// Afterwards, because it needs much more memory than the report.
		dump(deadlocked);
	}

	/**
	 * The assumed time is over, and nothing is halted: what runs may still end well. An
	 * exit of our own wish is halted all the same.
	 */
	@Override
	public void late() {
		if (this.sectionsTimeout == UNHURRIED_SECTIONS) {
			forced();
			return;
		}
		OutOfMemoryRetry.attempt(() -> pending(PLACES_BEFORE_HALT));
		OutOfMemoryRetry.attempt(() -> dump(ThreadDump.deadlocked()));
	}

	private void dump(List<String> deadlocked) {
		OutOfMemoryRetry.attempt(() -> {
			String dump = ThreadDump.text();
			this.reported.log()
				.write((logger) -> logger.error("The process has not ended in time. Deadlocked: {}. Threads:\n{}",
						deadlocked.isEmpty() ? "none" : deadlocked, dump));
		});
		this.reported.log().flush(APPENDERS);
	}

	/** What could not be logged is said as it was prepared. */
	private void insist() {
		try {
			this.reported.log().flush(this.sectionsTimeout);
		}
		catch (OutOfMemoryError error) {
			// Then it has not been logged.
		}
		if (!this.logged) {
			this.lastResorts.forEach(Runnable::run);
		}
	}

	/**
	 * Says something when the report could not be logged. May be called by any thread.
	 * @param action must not need memory; may hang
	 */
	public void lastResort(Runnable action) {
		this.lastResorts.add(action);
	}

	/**
	 * Returns whether the last report has been logged. May be called by any thread.
	 * @return {@code true} from the moment the appenders have it
	 */
	public boolean isLogged() {
		return this.logged;
	}

	/**
	 * Notes how long the signal that ends the process took to be handled. May be called
	 * by any thread.
	 * @param latency the time from its delivery to the first log line
	 */
	public void signalLatency(Duration latency) {
		this.signalLatency = latency.truncatedTo(ChronoUnit.MICROS);
	}

	@Override
	public void unhurried() {
		this.sectionsTimeout = UNHURRIED_SECTIONS;
	}

	/**
	 * Runs something just before a report is made, each time one is tried. May be called
	 * by any thread.
	 * @param action must return at once, and must not need memory
	 */
	public void before(Runnable action) {
		this.before.add(action);
	}

	/** What every report begins with. */
	static Map<String, Object> head(ExitStage stage) {
		Map<String, Object> report = new LinkedHashMap<>();
		report.put("stage", stage.text());
		report.put("at", Instant.ofEpochMilli(System.currentTimeMillis()).toString());
		report.put("process", ProcessIdentity.describe());
		if (stage == ExitStage.RUNNING || stage == ExitStage.PENDING) {
			report.put("traces", ProcessTraces.ofThisProcess().note(ProcessHandle.current().pid()));
		}
		return report;
	}

	private Map<String, Object> compose(ExitStage stage) {
		Map<String, Object> report = head(stage);
		try {
			this.before.forEach(Runnable::run);
		}
		catch (RuntimeException ex) {
			report.put("error", ex.getClass().getName());
		}
		Duration latency = this.signalLatency;
		if (latency != null) {
			report.put("signalLatency", latency.toString());
		}
		report.putAll(this.document.current(this.sectionsTimeout));
		return report;
	}

	/**
	 * Writes the last report. Its document is there already: a section that hangs in one
	 * report must not silence the other.
	 */
	private void finish(Map<String, Object> report, Level level, Duration timeout) {
		String text = ExitSummary.JSON.writeToString(report);
		if (!keep(report, true)) {
			return;
		}
		this.reported.log().write((logger) -> {
			logger.atLevel(level)
				.addKeyValue("stage", report.get("stage"))
				.addKeyValue("reason", report.get("reason"))
				.addKeyValue("took", report.get("took"))
				.log("Exit report: {}", text);
			this.logged = true;
		});
		awaitPlaces(timeout);
		this.reported.log().flush(APPENDERS);
		this.reported.appenders().flush(APPENDERS);
	}

	/**
	 * Hands a report to the places, unless the last one has been handed to them.
	 */
	private synchronized boolean keep(Map<String, Object> report, boolean last) {
		if (this.finished) {
			return false;
		}
		this.reported.places().forEach((place) -> place.write(report));
		this.finished = last;
		return true;
	}

	private boolean awaitPlaces(Duration timeout) {
		long end = System.nanoTime() + timeout.toNanos();
		boolean written = true;
		for (ReportDestination place : this.reported.places()) {
			written &= place.flush(until(end));
		}
		return written;
	}

	private static Duration until(long endNanos) {
		return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
	}

}
