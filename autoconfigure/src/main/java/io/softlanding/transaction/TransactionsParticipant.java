package io.softlanding.transaction;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

/**
 * Leaves no transaction open: refuses new ones, and ends those that are.
 */
final class TransactionsParticipant implements DrainParticipant {

	private final OpenTransactions transactions;

	private final TransactionStatus status;

	private final ClosingThread closing;

	private final Patience patience;

	TransactionsParticipant(OpenTransactions transactions, TransactionStatus status, ClosingThread closing,
			Patience patience) {
		this.transactions = transactions;
		this.status = status;
		this.closing = closing;
		this.patience = patience;
	}

	@Override
	public String name() {
		return "transactions";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.TRANSACTIONS;
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		Predicate<Thread> permitted = (thread) -> context.runsOn(thread) || context.initiatedBy(thread)
				|| this.closing.is(thread);
		this.transactions.refuse(permitted);
		ExecutorService executor = Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(task, "softlanding-transactions-end");
			thread.setDaemon(true);
			return thread;
		});
		try {
			return new TransactionDrain(this.transactions, this.status, this.patience, context, permitted, executor)
				.run();
		}
		finally {
			// What hangs in a driver goes on hanging, on a daemon thread.
			executor.shutdown();
		}
	}

}
