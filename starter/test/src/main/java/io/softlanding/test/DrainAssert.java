/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.softlanding.drain.DrainOutcome;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about the instances of a {@link DrainHarness} that have ended, and about its
 * loads. Messages hold the results of the loads, the phases of each drain, and the last
 * lines of each instance. An assertion about something that could not be known fails with
 * an {@link InconclusiveError}.
 *
 * @since 0.1.0
 */
public final class DrainAssert extends AbstractAssert<DrainAssert, DrainHarness> {

	/** Phases that end work. */
	private static final Set<String> WORK = Set.of("IN_FLIGHT", "TRANSACTIONS", "CACHES");

	private static final Set<String> BY_ITSELF = Set.of("committed", "rolled_back");

	private static final List<String> LOCKS = List.of("redis-locks", "ephemeral-keys");

	private static final String EXIT_REPORT = "exit-report";

	/** Exit codes of SIGABRT, SIGBUS, SIGKILL and SIGSEGV. */
	private static final Set<Integer> CRASHED = Set.of(134, 135, 137, 139);

	/** Time for caches of the instances that run on, which write behind. */
	private static final Duration SETTLE = Duration.ofSeconds(5);

	DrainAssert(DrainHarness harness) {
		super(harness, DrainAssert.class);
	}

	/**
	 * Verifies that clients saw no failed request, that the store holds once what they
	 * were told, and that no exit report names requests, tasks, transactions or cached
	 * writes that were not finished.
	 *
	 * <p>
	 * Inconclusive without a load, if no request was answered, if the load could not keep
	 * its rate, if an instance has no exit report, or if the {@link Ledger} is compared
	 * with no keys, or with the same ones again.
	 * @return this assertion
	 */
	public DrainAssert lostNothing() {
		Findings findings = new Findings();
		if (this.actual.loads().isEmpty()) {
			findings.unknown("no load was run");
		}
		for (LoadResult load : this.actual.loads()) {
			if (!load.rateKept()) {
				// The machine was too busy to say what the failures of a load mean.
				findings.unknown("the load could not keep its rate, " + load.late() + " requests were late, "
						+ load.failed() + " of " + load.sent() + " failed");
			}
			else if (load.failed() > 0) {
				findings.bad(load.failed() + " of " + load.sent() + " requests failed");
			}
			else if (load.answered() == 0) {
				findings.unknown("no request was answered");
			}
			else if (load.sent() != load.answered()
					+ load.failures().values().stream().mapToLong(Long::longValue).sum()) {
				findings.unknown("not every request is accounted for: " + load.describe());
			}
		}
		compareLedger(findings);
		for (InstanceEnd end : ended(findings)) {
			DrainReport report = drained(end, findings);
			if (report != null) {
				report.phases()
					.stream()
					.filter((phase) -> WORK.contains(phase.name()))
					.forEach((phase) -> phase.participants()
						.stream()
						.filter((one) -> one.outcome() == null || !one.outcome().isGood())
						.forEach((one) -> findings
							.bad(name(end) + " has not finished " + one.name() + ": " + one.summary())));
			}
		}
		return conclude(findings);
	}

	private void compareLedger(Findings findings) {
		try {
			LedgerResult result = this.actual.compareLedger();
			if (result == null) {
				return;
			}
			Deadline deadline = Deadline.in(SETTLE);
			while (result != null && !result.lost().isEmpty() && !deadline.isOver()) {
				Deadline.pause();
				result = this.actual.compareLedger();
			}
			if (result != null && !(result.lost().isEmpty() && result.doubled().isEmpty())) {
				findings.bad(result.describe());
			}
			long different = this.actual.loads()
				.stream()
				.flatMap((load) -> load.acknowledged().stream())
				.distinct()
				.count();
			if (different == 0) {
				findings.unknown("the ledger was compared with nothing, no write with a key was acknowledged");
			}
			else if (result != null && different < result.acknowledged()) {
				findings.unknown("only " + different + " of " + result.acknowledged()
						+ " acknowledged keys are different, see HttpCall.key");
			}
			long withoutKey = this.actual.loads().stream().mapToLong(LoadResult::withoutKey).sum();
			if (withoutKey > 0) {
				findings.unknown(withoutKey + " acknowledged writes have no key in their responses, see HttpCall.key");
			}
		}
		catch (InconclusiveError ex) {
			findings.unknown(String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Verifies that each instance ended by itself soon enough after its signal.
	 * @param timeout maximum time from the signal to the end of the process
	 * @return this assertion
	 */
	public DrainAssert endedWithin(Duration timeout) {
		Findings findings = new Findings();
		for (InstanceEnd end : ended(findings)) {
			if (end.took().compareTo(timeout) > 0) {
				findings.bad(name(end) + " ended after " + end.took().toMillis() + " ms, not within "
						+ timeout.toMillis() + " ms");
			}
		}
		return conclude(findings);
	}

	/**
	 * Verifies that each transaction that a drain has found open was committed or rolled
	 * back by the application. Inconclusive without observed data sources.
	 * @return this assertion
	 */
	public DrainAssert leftNoTransactionOpen() {
		Findings findings = new Findings();
		for (InstanceEnd end : ended(findings)) {
			DrainReport report = drained(end, findings);
			DrainReport.Participant participant = (report != null) ? participant(report, "transactions", end, findings)
					: null;
			if (report == null || participant == null) {
				continue;
			}
			DrainReport.maps(participant.document().get("transactions"))
				.stream()
				.filter((transaction) -> !BY_ITSELF.contains(String.valueOf(transaction.get("outcome"))))
				.forEach((transaction) -> findings.bad(name(end) + " left a transaction open: " + transaction));
			DrainReport.maps(participant.document().get("connections"))
				.forEach((connection) -> findings.bad(name(end) + " left a connection in use: " + connection));
			if (number(report.section("transactions"), "open") > 0) {
				findings.bad(name(end) + " left transactions open: " + report.section("transactions"));
			}
			if (participant.outcome() == null || !participant.outcome().isGood()
					|| participant.outcome() == DrainOutcome.SKIPPED) {
				findings.unknown(name(end) + ": transactions: " + participant.outcome() + ", " + participant.summary());
			}
		}
		return conclude(findings);
	}

	/**
	 * Verifies that each instance has released its leases and ephemeral keys.
	 * Inconclusive for an application without locks of this library.
	 * @return this assertion
	 */
	public DrainAssert releasedAllLeases() {
		Findings findings = new Findings();
		for (InstanceEnd end : ended(findings)) {
			DrainReport report = drained(end, findings);
			if (report == null) {
				continue;
			}
			List<DrainReport.Participant> participants = LOCKS.stream()
				.flatMap((name) -> report.participant(name).stream())
				.toList();
			if (participants.isEmpty()) {
				findings.unknown(name(end) + " has no locks that are observed");
			}
			for (DrainReport.Participant participant : participants) {
				String what = name(end) + ": " + participant.name() + ": " + participant.summary();
				if (participant.outcome() == DrainOutcome.SKIPPED || participant.outcome() == DrainOutcome.ASSUMED
						|| participant.outcome() == null) {
					findings.unknown(what);
				}
				else if (!participant.outcome().isGood()) {
					findings.bad(what);
				}
			}
			if (number(report.section("locks"), "held") > 0) {
				findings.bad(name(end) + " holds leases: " + report.section("locks"));
			}
		}
		return conclude(findings);
	}

	/**
	 * Verifies that each drain has done everything that it has found: the stage of the
	 * exit report is {@code graceful}, and no outcome is {@code PARTIAL},
	 * {@code TIMED_OUT} or {@code FAILED}. Only a report that was written later than its
	 * own drain waited for it is accepted, because it is there.
	 * @return this assertion
	 */
	public DrainAssert drainedCompletely() {
		Findings findings = new Findings();
		for (InstanceEnd end : ended(findings)) {
			DrainReport report = drained(end, findings);
			if (report != null && (!report.stage().equals("graceful") || !isComplete(report))) {
				findings.bad(name(end) + " was not drained completely: " + report.stage() + ", " + report.outcome());
			}
		}
		return conclude(findings);
	}

	private static boolean isComplete(DrainReport report) {
		DrainOutcome outcome = report.outcome();
		List<String> incomplete = report.phases()
			.stream()
			.flatMap((phase) -> phase.participants().stream())
			.filter((one) -> one.outcome() == null || !one.outcome().isGood())
			.map(DrainReport.Participant::name)
			.toList();
		return outcome != null && (outcome.isGood() || incomplete.equals(List.of(EXIT_REPORT)));
	}

	/**
	 * Verifies that no instance has left a process behind that it has started.
	 * @return this assertion
	 */
	public DrainAssert leftNoProcesses() {
		Findings findings = new Findings();
		for (InstanceEnd end : ended(findings)) {
			left("processes", end, end.left().processes(), (process) -> true, findings);
		}
		return conclude(findings);
	}

	/**
	 * Verifies that no thread was left when all application contexts had been closed:
	 * none that is not a daemon, and none that runs code of the application. Virtual
	 * threads are not seen. Inconclusive if an instance has ended without closing its
	 * contexts.
	 * @param expected regular expressions for names of threads that may be left
	 * @return this assertion
	 */
	public DrainAssert leftNoThreads(String... expected) {
		Pattern names = Pattern.compile("(" + String.join("|", expected) + ")( in .*)?");
		Findings findings = new Findings();
		for (InstanceEnd end : ended(findings)) {
			left("threads", end, end.left().threads(), (thread) -> !names.matcher(thread).matches(), findings);
		}
		return conclude(findings);
	}

	/**
	 * Verifies that no TCP connection was open when all application contexts had been
	 * closed. Inconclusive if an instance has ended without closing its contexts, and on
	 * other systems than Linux.
	 * @param ports remote ports, such as that of a database; all if there are none
	 * @return this assertion
	 */
	public DrainAssert leftNoConnections(int... ports) {
		Findings findings = new Findings();
		for (InstanceEnd end : ended(findings)) {
			left("connections", end, end.left().connections(), (connection) -> ports.length == 0
					|| Arrays.stream(ports).anyMatch((port) -> connection.endsWith(":" + port)), findings);
		}
		return conclude(findings);
	}

	private static void left(String what, InstanceEnd end, @Nullable List<String> left, Predicate<String> counts,
			Findings findings) {
		if (left == null) {
			findings.unknown(name(end) + " has not told which " + what + " were left");
		}
		else if (left.stream().anyMatch(counts)) {
			findings.bad(name(end) + " left " + what + " behind: " + left.stream().filter(counts).toList());
		}
	}

	/**
	 * Verifies the exit report of each instance that has ended.
	 * @param requirements assertions about a report; called once for each
	 * @return this assertion
	 */
	public DrainAssert exitReport(Consumer<DrainReport> requirements) {
		Findings findings = new Findings();
		for (InstanceEnd end : ended(findings)) {
			DrainReport report = report(end, findings);
			if (report != null) {
				try {
					requirements.accept(report);
				}
				catch (AssertionError ex) {
					findings.bad(name(end) + ": " + ex.getMessage());
				}
			}
		}
		return conclude(findings);
	}

	/** All that have ended, and whether they should have. */
	private List<InstanceEnd> ended(Findings findings) {
		List<InstanceEnd> ends = this.actual.ends();
		if (ends.isEmpty()) {
			findings.unknown("no instance has ended");
		}
		for (InstanceEnd end : ends) {
			if (!end.inTime()) {
				findings.bad(name(end) + " did not end and was killed");
			}
			else if (end.signal().isEmpty()) {
				findings.bad(name(end) + " ended by itself with exit code " + end.exitCode());
			}
			else if (CRASHED.contains(end.exitCode()) && !end.signal().equals("KILL")) {
				findings.bad(name(end) + " crashed or was killed, with exit code " + end.exitCode());
			}
		}
		return ends;
	}

	/** The report of a drain that has acted, and not only observed. */
	private static @Nullable DrainReport drained(InstanceEnd end, Findings findings) {
		DrainReport report = report(end, findings);
		if (report != null && report.outcome() == DrainOutcome.SKIPPED) {
			findings.unknown(name(end) + " was not drained, drains are only observed");
			return null;
		}
		if (report != null && (report.outcome() == null || report.phases().isEmpty())) {
			findings.unknown(name(end) + " has an incomplete exit report: " + report.timeline());
		}
		return report;
	}

	private static @Nullable DrainReport report(InstanceEnd end, Findings findings) {
		if (end.report() == null) {
			findings.unknown(name(end) + " has no final exit report (" + end.stage() + ")");
		}
		return end.report();
	}

	private static DrainReport.@Nullable Participant participant(DrainReport report, String name, InstanceEnd end,
			Findings findings) {
		DrainReport.Participant participant = report.participant(name).orElse(null);
		if (participant == null) {
			findings.unknown(name(end) + " reports nothing about " + name);
		}
		return participant;
	}

	private static long number(Map<String, Object> section, String name) {
		return (section.get(name) instanceof Number number) ? number.longValue() : 0;
	}

	private static String name(InstanceEnd end) {
		return "instance " + end.instance();
	}

	private DrainAssert conclude(Findings findings) {
		if (!findings.bad().isEmpty()) {
			failWithMessage("%s", text(findings.bad()));
		}
		if (!findings.unknown().isEmpty()) {
			throw new InconclusiveError(text(findings.unknown()));
		}
		return this;
	}

	private String text(List<String> findings) {
		return String.join("\n", findings) + "\n\n" + this.actual.describe();
	}

}
