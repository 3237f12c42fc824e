package io.softlanding.transaction;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Hears of every root transaction of Spring's. Savepoints are part of their transaction.
 */
final class RootTransactions implements TransactionExecutionListener {

	private final OpenTransactions transactions;

	RootTransactions(OpenTransactions transactions) {
		this.transactions = transactions;
	}

	@Override
	public void beforeBegin(TransactionExecution transaction) {
		if (transaction.isNewTransaction()) {
			this.transactions.begin(transaction);
		}
	}

	@Override
	public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
		if (beginFailure != null) {
			this.transactions.remove(transaction);
		}
	}

	@Override
	public void beforeCommit(TransactionExecution execution) {
		OpenTransaction transaction = this.transactions.find(execution);
		if (transaction == null) {
			return;
		}
		// With a connection it is decided where it happens, in the connection's commit.
		boolean doomed = (transaction.connection() != null) ? transaction.isDoomed() : !transaction.startCommit();
		if (doomed) {
			throw new TransactionDoomedException(
					"This instance is shutting down: %s is rolled back".formatted(transaction));
		}
	}

	@Override
	public void afterCommit(TransactionExecution transaction, @Nullable Throwable commitFailure) {
		ended(transaction, TransactionOutcome.COMMITTED, commitFailure);
	}

	@Override
	public void afterRollback(TransactionExecution transaction, @Nullable Throwable rollbackFailure) {
		ended(transaction, TransactionOutcome.ROLLED_BACK, rollbackFailure);
	}

	/** With a connection only that knows: it has said so before, or nobody can tell. */
	private void ended(TransactionExecution execution, TransactionOutcome outcome, @Nullable Throwable failure) {
		OpenTransaction transaction = this.transactions.remove(execution);
		if (transaction == null) {
			return;
		}
		if (failure == null && transaction.connection() == null) {
			transaction.end(outcome);
		}
		else {
			transaction.lose();
		}
	}

}
