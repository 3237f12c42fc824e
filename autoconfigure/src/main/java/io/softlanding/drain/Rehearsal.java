/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.softlanding.process.DrainLog;
import io.softlanding.process.DrainThread;
import io.softlanding.process.ExitWatchdog;
import io.softlanding.process.ProcessControl;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * A drain of nothing, in the background of a real one. What runs for the first time has
 * to be loaded and linked: that happens while the drain waits for traffic and requests to
 * end, not at start-up, and not when the last request has ended.
 */
final class Rehearsal {

	private static final Logger logger = LoggerFactory.getLogger(Rehearsal.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	/** Nothing that happens here may end a process. */
	private static final ProcessControl UNTOUCHED = new ProcessControl() {

		@Override
		public boolean isEnding() {
			return false;
		}

		@Override
		public void exit(int status) {
			logger.debug("A rehearsed drain does not exit");
		}

		@Override
		public void halt(int status) {
			logger.debug("A rehearsed drain did not end in time");
		}

	};

	private Rehearsal() {
	}

	/**
	 * Returns a listener that rehearses the later phases of a drain that ends the process
	 * when the first one is over. A context that is closed in a test has no use for it.
	 */
	static DrainListener afterAnnounce(DrainPlan plan, DrainReporter report) {
		return new DrainListener() {

			private @Nullable DrainReason reason;

			@Override
			public void drainBegan(DrainReason reason) {
				this.reason = reason;
			}

			@Override
			public void phaseEnded(DrainPhase phase, DrainOutcome outcome, Duration took, Instant at) {
				if (phase == DrainPhase.ANNOUNCE && this.reason != DrainReason.CLOSE) {
					start(plan, report.silent());
				}
			}

		};
	}

	/**
	 * Rehearses on a thread of its own; failures are only logged.
	 * @param plan whose participants are rehearsed, as far as they can be
	 * @param report a report that is not logged
	 */
	static void start(DrainPlan plan, DrainReporter report) {
		try {
			new DrainThread("rehearsal", () -> {
				try {
					run(plan, report);
				}
				catch (RuntimeException | Error ex) {
					logger.debug("The rehearsal of the drain failed", ex);
				}
			}).start();
		}
		catch (OutOfMemoryError error) {
			logger.debug("No thread to rehearse the drain", error);
		}
	}

	private static void run(DrainPlan actual, DrainReporter report) {
		DrainLog log = new DrainLog(NOPLogger.NOP_LOGGER);
		DrainBudget budget = new DrainBudget(TIMEOUT, TIMEOUT.dividedBy(2), Map.of(), TIMEOUT.multipliedBy(2));
		DrainPlan plan = new DrainPlan(Stream.concat(
				Stream.of(new AnnounceParticipant("rehearsal", (context) -> DrainResult.completed("%s", "Nothing"))),
				standIns(actual))
			.toList());
		DrainRequest request = new DrainRequest(DrainReason.CLOSE, Instant.now(), System.nanoTime());
		Drain drain = new Drain(request, plan, budget, NanoClock.SYSTEM, log, new DrainListeners(List.of(), log), false,
				(stopped) -> {
				});
		report.reports(new DrainRunStatus(() -> drain), log);
		ExitWatchdog watchdog = new ExitWatchdog(UNTOUCHED, NanoClock.SYSTEM, report::forced, false,
				budget.lateNanos());
		watchdog.guardExit(System.nanoTime() + budget.haltAfter().toNanos());
		drain.begin();
		drain.awaitFront();
		drain.stop();
		drain.beforeStop();
		report.graceful();
		watchdog.disarm();
	}

	private static Stream<AnnounceParticipant> standIns(DrainPlan plan) {
		return Arrays.stream(DrainPhase.values())
			.flatMap((phase) -> plan.participants(phase).stream())
			.map(PlannedParticipant::participant)
			.filter(RehearsableParticipant.class::isInstance)
			.map((participant) -> {
				DrainParticipant standIn = ((RehearsableParticipant) participant).standIn();
				return new AnnounceParticipant(participant.name(), (context) -> drain(standIn, context));
			});
	}

	private static DrainResult drain(DrainParticipant standIn, DrainContext context) {
		try {
			return standIn.drain(context);
		}
		catch (Exception ex) {
			return DrainResult.failed("Failed with %s", ex.getClass().getName());
		}
	}

}
