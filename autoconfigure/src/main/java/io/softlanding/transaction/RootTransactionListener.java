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
 * Listens to the root transactions of one transaction manager.
 */
final class RootTransactionListener implements TransactionExecutionListener {

	private final OpenTransactions transactions;

	private final @Nullable TrackedDataSource dataSource;

	/**
	 * Creates a listener.
	 * @param dataSource the data source that connections are bound for, unless it is lazy
	 */
	RootTransactionListener(OpenTransactions transactions, @Nullable TrackedDataSource dataSource) {
		this.transactions = transactions;
		this.dataSource = dataSource;
	}

	@Override
	public void beforeBegin(TransactionExecution execution) {
		if (!execution.isNewTransaction()) {
			return;
		}
		OpenTransaction transaction = this.transactions.begin(execution, null, Thread.currentThread(),
				this.transactions.request());
		if (transaction.isDoomed()) {
			this.transactions.remove(execution);
			transaction.drop();
			throw new TransactionRefusedException(
					"Transaction '%s' was refused: this instance is shutting down".formatted(transaction.name()));
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
	private void bind(OpenTransaction transaction, TrackedDataSource dataSource) {
		DataSource key = dataSource.target();
		Object bound = (key != null) ? TransactionSynchronizationManager.getResource(key) : null;
		ConnectionHandle handle = (bound instanceof ConnectionHolder holder) ? holder.getConnectionHandle() : null;
		if (handle != null) {
			transaction.bind(new BoundConnection(transaction, handle, dataSource, this.transactions.clock()));
		}
	}

	@Override
	public void beforeCommit(TransactionExecution execution) {
		OpenTransaction transaction = this.transactions.find(execution);
		if (transaction == null) {
			return;
		}
		boolean doomed;
		if (transaction.isTracked()) {
			// It is decided in the connection's commit.
			doomed = transaction.isDoomed();
		}
		else {
			doomed = !transaction.startCommit();
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
		if (!awaitRelease(transaction) && connection instanceof BoundConnection bound) {
			// Its pool would lend it to another thread. An observed one tells its pool.
			bound.evict();
		}
	}

	/** Before the commit, and before Spring returns the connection to its pool. */
	private static boolean awaitRelease(OpenTransaction transaction) {
		ObservedConnection connection = transaction.connection();
		return connection == null || connection.awaitRelease();
	}

}
