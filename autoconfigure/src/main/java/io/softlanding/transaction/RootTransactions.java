/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.SQLException;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.ConnectionHandle;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Hears of every root transaction of one transaction manager. Savepoints are part of
 * their transaction.
 */
final class RootTransactions implements TransactionExecutionListener {

	private final OpenTransactions transactions;

	private final @Nullable TrackedDataSource dataSource;

	/**
	 * Creates a listener.
	 * @param transactions what is open
	 * @param dataSource the data source that connections are bound for, or {@code null}
	 * if there is none, or it may open its connections later
	 */
	RootTransactions(OpenTransactions transactions, @Nullable TrackedDataSource dataSource) {
		this.transactions = transactions;
		this.dataSource = dataSource;
	}

	@Override
	public void beforeBegin(TransactionExecution transaction) {
		if (transaction.isNewTransaction()) {
			this.transactions.begin(transaction);
		}
	}

	@Override
	public void afterBegin(TransactionExecution execution, @Nullable Throwable beginFailure) {
		if (beginFailure != null) {
			this.transactions.remove(execution);
			return;
		}
		OpenTransaction transaction = this.transactions.find(execution);
		if (transaction != null && !transaction.isTracked() && this.dataSource != null) {
			bind(transaction, this.dataSource);
		}
	}

	/** Only the handle is taken: to ask it can open a connection. */
	private static void bind(OpenTransaction transaction, TrackedDataSource dataSource) {
		DataSource key = dataSource.target();
		Object bound = (key != null) ? TransactionSynchronizationManager.getResource(key) : null;
		ConnectionHandle handle = (bound instanceof ConnectionHolder holder) ? holder.getConnectionHandle() : null;
		if (handle != null) {
			transaction.bind(new BoundConnection(transaction, handle, dataSource));
		}
	}

	@Override
	public void beforeCommit(TransactionExecution execution) {
		OpenTransaction transaction = this.transactions.find(execution);
		if (transaction == null) {
			return;
		}
		// With an observed connection it is decided in the connection's commit.
		boolean doomed = transaction.isTracked() ? transaction.isDoomed() : !transaction.startCommit();
		if (!transaction.isTracked()) {
			awaitRelease(transaction);
		}
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

	private void ended(TransactionExecution execution, TransactionOutcome outcome, @Nullable Throwable failure) {
		OpenTransaction transaction = this.transactions.remove(execution);
		if (transaction == null) {
			return;
		}
		ObservedConnection connection = transaction.connection();
		boolean cut = connection != null && connection.isCut();
		if (transaction.isTracked() || cut && outcome == TransactionOutcome.ROLLED_BACK) {
			// An observed connection has said so before; one that was cut cannot know.
			transaction.lose();
		}
		else if (failure == null) {
			transaction.end(outcome);
		}
		else if (outcome == TransactionOutcome.COMMITTED && failure.getCause() instanceof SQLException ex) {
			transaction.end(CommitFailure.outcome(ex));
		}
		else {
			transaction.end(TransactionOutcome.UNKNOWN);
		}
		awaitRelease(transaction);
	}

	/** Before the commit, and before Spring returns the connection to its pool. */
	private static void awaitRelease(OpenTransaction transaction) {
		ObservedConnection connection = transaction.connection();
		if (connection != null) {
			connection.awaitRelease();
		}
	}

}
