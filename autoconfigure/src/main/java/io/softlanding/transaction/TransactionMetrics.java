package io.softlanding.transaction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@code softlanding.transactions.open}, {@code softlanding.transactions.ended} and
 * {@code softlanding.transactions.refused}.
 */
final class TransactionMetrics implements MeterBinder {

	private final OpenTransactions transactions;

	TransactionMetrics(OpenTransactions transactions) {
		this.transactions = transactions;
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
	}

}
