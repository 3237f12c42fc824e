/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * {@code softlanding.transactions.open}, {@code softlanding.transactions.ended},
 * {@code softlanding.transactions.refused} and {@code softlanding.transactions.long}.
 */
final class TransactionMetrics implements MeterBinder {

	private final OpenTransactions transactions;

	private final @Nullable LongTransactions longTransactions;

	TransactionMetrics(OpenTransactions transactions, @Nullable LongTransactions longTransactions) {
		this.transactions = transactions;
		this.longTransactions = longTransactions;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("softlanding.transactions.open", this.transactions, (transactions) -> transactions.open().size())
			.description("Transactions that are open")
			.register(registry);
		for (TransactionOutcome outcome : TransactionOutcome.values()) {
			FunctionCounter
				.builder("softlanding.transactions.ended", this.transactions,
						(transactions) -> transactions.ended().countOf(outcome))
				.description("Transactions that have ended")
				.tag("outcome", outcome.text())
				.register(registry);
		}
		FunctionCounter.builder("softlanding.transactions.refused", this.transactions, OpenTransactions::refused)
			.description("Transactions that were not begun because this instance ends its transactions")
			.register(registry);
		if (this.longTransactions != null) {
			bindTo(registry, this.longTransactions);
		}
	}

	private static void bindTo(MeterRegistry registry, LongTransactions longTransactions) {
		for (LongTransactionAction action : LongTransactionAction.values()) {
			FunctionCounter
				.builder("softlanding.transactions.long", longTransactions,
						(transactions) -> transactions.countOf(action))
				.description("Transactions that were open for longer than the threshold")
				.tag("action", action.text())
				.register(registry);
		}
	}

}
