/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.softlanding.inflight.ServedRequest;
import io.softlanding.report.StatusSection;
import org.jspecify.annotations.Nullable;

/**
 * Open transactions, as the status, the report and the log show them.
 */
final class TransactionStatus implements StatusSection {

	private static final int OLDEST = 5;

	private final OpenTransactions transactions;

	TransactionStatus(OpenTransactions transactions) {
		this.transactions = transactions;
	}

	@Override
	public String name() {
		return "transactions";
	}

	@Override
	public Map<String, Object> status() {
		List<OpenTransaction> open = this.transactions.open();
		Map<String, Object> status = new LinkedHashMap<>();
		status.put("open", open.size());
		status.put("connections", this.transactions.connections().size());
		status.put("oldest", open.stream().limit(OLDEST).map(this::describe).toList());
		status.put("overdue", this.transactions.late().stream().limit(OLDEST).map(this::describe).toList());
		return status;
	}

	Map<String, Object> describe(OpenTransaction transaction) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("id", transaction.id());
		described.put("name", transaction.name());
		described.put("age", Duration.ofNanos(this.transactions.ageNanos(transaction)));
		describe(transaction.thread(), transaction.request(), described);
		described.put("readOnly", transaction.readOnly());
		describe(transaction.connection(), described);
		return described;
	}

	Map<String, Object> describe(TrackedConnection connection) {
		Map<String, Object> described = new LinkedHashMap<>();
		OpenTransaction transaction = connection.transaction();
		if (transaction != null && transaction.state() != OpenTransaction.State.ENDED) {
			described.put("transaction", transaction.id());
		}
		described.put("age", Duration.ofNanos(this.transactions.clock().nanoTime() - connection.startNanos()));
		describe(connection.thread(), connection.request(), described);
		describe(connection, described);
		return described;
	}

	private static void describe(@Nullable Thread thread, @Nullable ServedRequest request,
			Map<String, Object> described) {
		if (thread != null) {
			described.put("thread", thread.getName().isEmpty() ? "thread-" + thread.getId() : thread.getName());
		}
		if (request != null) {
			described.put("route", route(request));
			if (request.isOver()) {
				described.put("requestOver", true);
			}
		}
	}

	private static void describe(@Nullable ObservedConnection connection, Map<String, Object> described) {
		if (connection == null) {
			return;
		}
		described.put("dataSource", connection.dataSourceName());
		Long number = connection.knownNumber();
		if (number != null) {
			described.put("session", number);
		}
	}

	static @Nullable String route(@Nullable ServedRequest request) {
		return (request != null) ? request.description() : null;
	}

	static String line(Collection<TrackedConnection> used) {
		return used.size() + ((used.size() == 1) ? " connection in use" : " connections in use");
	}

	/** For example {@code 3 transactions open, oldest 2.1s 'OrderService.pay'}. */
	String line(List<OpenTransaction> open) {
		String count = open.size() + ((open.size() == 1) ? " transaction open" : " transactions open");
		if (open.isEmpty()) {
			return count;
		}
		OpenTransaction oldest = open.get(0);
		return String.format(Locale.ROOT, "%s, oldest %.1fs '%s'", count, this.transactions.ageNanos(oldest) / 1e9,
				oldest.name());
	}

}
