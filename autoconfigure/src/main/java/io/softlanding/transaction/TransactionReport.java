/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.softlanding.drain.DrainResult;
import io.softlanding.transaction.SessionTerminator.Result;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of everything that was open when a drain came to it. May be used by any
 * thread.
 */
final class TransactionReport {

	private static final Logger logger = LoggerFactory.getLogger(TransactionReport.class);

	private static final String REACTIVE = "; reactive transactions are not observed, and are assumed to have ended";

	private final OpenTransactions open;

	private final TransactionStatus status;

	/** Guarded by this. */
	private final Set<OpenTransaction> transactions = new LinkedHashSet<>();

	/** Connections in use, which were waited for; guarded by this. */
	private final Set<TrackedConnection> left = new HashSet<>();

	/** Connections without a known transaction that were aborted; guarded by this. */
	private final Map<TrackedConnection, Map<String, Object>> cut = new LinkedHashMap<>();

	/** What is final is logged once; guarded by this. */
	private final Set<OpenTransaction> logged = new HashSet<>();

	private final Set<ObservedConnection> gone = ConcurrentHashMap.newKeySet();

	/** Why something could not be proven, by the name of the data source. */
	private final Map<String, String> problems = new ConcurrentHashMap<>();

	TransactionReport(OpenTransactions open, TransactionStatus status) {
		this.open = open;
		this.status = status;
	}

	/** Notes open transactions, and connections in use that were waited for. */
	synchronized void add(Collection<OpenTransaction> transactions, Collection<TrackedConnection> connections) {
		this.transactions.addAll(transactions);
		this.left.addAll(connections);
	}

	/** Whether all of this was waited for before. */
	synchronized boolean knows(Collection<OpenTransaction> transactions, Collection<TrackedConnection> connections) {
		return this.transactions.containsAll(transactions) && this.left.containsAll(connections);
	}

	/** Notes connections without a known transaction that had to be aborted. */
	synchronized void cut(Collection<TrackedConnection> connections) {
		connections.forEach((connection) -> this.cut.computeIfAbsent(connection, this::describe));
	}

	/** Notes what is known of sessions of a data source. */
	void note(TrackedDataSource source, Result result) {
		this.gone.addAll(result.gone());
		String problem = result.problem();
		if (problem != null) {
			this.problems.put(source.name(), problem);
		}
	}

	/** Ends those that have no outcome by now, and will not get one. */
	void endUnknown(Collection<OpenTransaction> transactions) {
		List.copyOf(transactions).forEach((transaction) -> transaction.end(TransactionOutcome.UNKNOWN));
	}

	synchronized void endUnknown() {
		endUnknown(this.transactions);
	}

	/** Sums up what is known, and logs each transaction that had to be ended once. */
	synchronized DrainResult result() {
		// What turned out to be empty is none.
		this.transactions.removeIf(
				(transaction) -> transaction.outcome() == null && transaction.state() == OpenTransaction.State.ENDED);
		List<String> refused = this.open.refusals();
		if (this.transactions.isEmpty() && this.cut.isEmpty() && refused.isEmpty()) {
			return this.open.hasReactive() ? DrainResult.assumed("No transaction open%s", REACTIVE)
					: DrainResult.nothingToDo("No transaction open");
		}
		List<Map<String, Object>> transactions = this.transactions.stream().map(this::describe).toList();
		long ended = this.transactions.stream().filter(TransactionReport::hasEndedByItself).count();
		DrainResult result = outcome().counting(ended, this.transactions.size() - ended + this.cut.size())
			.with("transactions", transactions)
			.with("connections", List.copyOf(this.cut.values()))
			.with("problems", Map.copyOf(this.problems));
		return refused.isEmpty() ? result : result.with("refused", refused);
	}

	private DrainResult outcome() {
		Map<String, Long> outcomes = this.transactions.stream()
			.collect(Collectors.groupingBy(TransactionReport::text, TreeMap::new, Collectors.counting()));
		String known = this.transactions.size()
				+ ((this.transactions.size() == 1) ? " transaction: " : " transactions: ")
				+ outcomes.entrySet()
					.stream()
					.map((entry) -> entry.getValue() + " " + entry.getKey().replace('_', ' '))
					.collect(Collectors.joining(", "));
		String summary = (this.transactions.isEmpty() ? "No transaction open" : known)
				+ (this.cut.isEmpty() ? "" : "; %d connections in use were aborted".formatted(this.cut.size()))
				+ ((this.open.refused() == 0) ? "" : "; %d refused".formatted(this.open.refused()));
		long unproven = this.transactions.stream()
			.filter((transaction) -> transaction.outcome() == TransactionOutcome.UNKNOWN)
			.count() + this.cut.keySet().stream().filter((connection) -> !isGone(connection)).count();
		if (unproven > 0 && unproven == this.transactions.size() + this.cut.size() && this.gone.isEmpty()) {
			return DrainResult.failed("%s", summary);
		}
		boolean ended = unproven == 0 && this.cut.isEmpty() && this.open.refused() == 0
				&& this.transactions.stream().allMatch(TransactionReport::hasEndedByItself);
		if (ended && this.open.hasReactive()) {
			return DrainResult.assumed("%s%s", summary, REACTIVE);
		}
		return ended ? DrainResult.completed("%s", summary) : DrainResult.partial("%s", summary);
	}

	private static boolean hasEndedByItself(OpenTransaction transaction) {
		return transaction.outcome() == TransactionOutcome.COMMITTED
				|| transaction.outcome() == TransactionOutcome.ROLLED_BACK;
	}

	private static String text(OpenTransaction transaction) {
		TransactionOutcome outcome = transaction.outcome();
		return (outcome != null) ? outcome.text() : "still_open";
	}

	private Map<String, Object> describe(OpenTransaction transaction) {
		Map<String, Object> described = new LinkedHashMap<>(this.status.describe(transaction));
		described.put("outcome", text(transaction));
		if (transaction.outcome() == TransactionOutcome.UNKNOWN) {
			described.put("sessionEnded", isGone(transaction.connection()));
		}
		if (transaction.outcome() != null && !hasEndedByItself(transaction) && this.logged.add(transaction)) {
			logger.warn("Transaction open at the drain: {}", described);
		}
		return described;
	}

	private Map<String, Object> describe(TrackedConnection connection) {
		Map<String, Object> described = new LinkedHashMap<>(this.status.describe(connection));
		described.put("sessionEnded", isGone(connection));
		logger.warn("Connection in use at the drain, without a known transaction: {}", described);
		return described;
	}

	private boolean isGone(@Nullable ObservedConnection connection) {
		return connection != null && this.gone.contains(connection);
	}

}
