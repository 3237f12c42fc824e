package io.softlanding.transaction;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.softlanding.drain.DrainResult;
import io.softlanding.transaction.SessionEnd.Fates;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of everything that was open when a drain came to it.
 */
final class TransactionReport {

	private static final Logger logger = LoggerFactory.getLogger(TransactionReport.class);

	private final TransactionStatus status;

	private final Set<OpenTransaction> transactions = new LinkedHashSet<>();

	private final Set<ObservedConnection> gone = ConcurrentHashMap.newKeySet();

	/** Why something could not be proven, by the name of the data source. */
	private final Map<String, String> problems = new ConcurrentHashMap<>();

	TransactionReport(TransactionStatus status) {
		this.status = status;
	}

	void add(Collection<OpenTransaction> transactions) {
		this.transactions.addAll(transactions);
	}

	boolean contains(OpenTransaction transaction) {
		return this.transactions.contains(transaction);
	}

	/**
	 * Notes what is known of sessions. May be called by any thread.
	 * @param source their data source
	 * @param fates what is known
	 */
	void note(TrackedDataSource source, Fates fates) {
		this.gone.addAll(fates.gone());
		String problem = fates.problem();
		if (problem != null) {
			this.problems.put(source.name(), problem);
		}
	}

	/** Whatever has no outcome by now will not get one. */
	void endUnknown() {
		this.transactions.forEach((transaction) -> transaction.end(TransactionOutcome.UNKNOWN));
	}

	/**
	 * Sums up, and writes a line for each.
	 * @param cut connections without a known transaction that had to be cut
	 * @return the result of the participant
	 */
	DrainResult result(List<TrackedConnection> cut) {
		// What turned out to be empty is none.
		this.transactions.removeIf((transaction) -> transaction.outcome() == null);
		if (this.transactions.isEmpty() && cut.isEmpty()) {
			return DrainResult.skipped("No transaction open");
		}
		List<Map<String, Object>> ended = this.transactions.stream().map(this::describe).toList();
		List<Map<String, Object>> connections = cut.stream().map(this::describe).toList();
		return outcome(cut).with("transactions", ended)
			.with("connections", connections)
			.with("problems", Map.copyOf(this.problems));
	}

	private DrainResult outcome(List<TrackedConnection> cut) {
		Map<TransactionOutcome, Long> outcomes = this.transactions.stream()
			.collect(Collectors.groupingBy(TransactionReport::outcome, TreeMap::new, Collectors.counting()));
		String summary = this.transactions.size()
				+ ((this.transactions.size() == 1) ? " transaction: " : " transactions: ")
				+ outcomes.entrySet()
					.stream()
					.map((entry) -> entry.getValue() + " " + entry.getKey().text().replace('_', ' '))
					.collect(Collectors.joining(", "))
				+ (cut.isEmpty() ? "" : "; %d connections in use were cut".formatted(cut.size()));
		long unproven = outcomes.getOrDefault(TransactionOutcome.UNKNOWN, 0L)
				+ cut.stream().filter((connection) -> !isGone(connection)).count();
		if (unproven == 0) {
			return DrainResult.completed("%s", summary);
		}
		boolean nothingProven = unproven == this.transactions.size() + cut.size() && this.gone.isEmpty();
		return nothingProven ? DrainResult.failed("%s", summary) : DrainResult.partial("%s", summary);
	}

	private Map<String, Object> describe(OpenTransaction transaction) {
		Map<String, Object> described = new LinkedHashMap<>(this.status.describe(transaction));
		TransactionOutcome outcome = outcome(transaction);
		described.put("outcome", outcome.text());
		if (outcome == TransactionOutcome.UNKNOWN) {
			described.put("sessionEnded", isGone(transaction.connection()));
		}
		logger.warn("Transaction open at the drain: {}", described);
		return described;
	}

	private Map<String, Object> describe(TrackedConnection connection) {
		Map<String, Object> described = new LinkedHashMap<>(this.status.describe(connection));
		described.put("sessionEnded", isGone(connection));
		logger.warn("Connection in use at the drain, without a transaction that is known: {}", described);
		return described;
	}

	private boolean isGone(@Nullable ObservedConnection connection) {
		return connection != null && this.gone.contains(connection);
	}

	private static TransactionOutcome outcome(OpenTransaction transaction) {
		return Objects.requireNonNullElse(transaction.outcome(), TransactionOutcome.UNKNOWN);
	}

}
