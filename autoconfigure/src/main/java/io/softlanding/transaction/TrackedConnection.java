/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.Statement;

import io.softlanding.inflight.ServedRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A physical connection, between its pool and the driver. It knows which transaction is
 * open on it, and once that is doomed it does not commit: commit, the return to automatic
 * commit and new statements fail.
 *
 * <p>
 * Used by one thread at a time, as every connection; {@link #doom()}, {@link #cut} and
 * {@link #cancel()} come from others.
 */
final class TrackedConnection extends ObservedConnection {

	private static final Logger logger = LoggerFactory.getLogger(TrackedConnection.class);

	/** Who uses it since when: from the first statement to the return to the pool. */
	private record Use(Thread thread, @Nullable ServedRequest request, long startNanos) {
	}

	/** One way to commit. */
	private interface Action {

		void run() throws SQLException;

	}

	private final Connection target;

	private final TrackedDataSource dataSource;

	private final OpenTransactions transactions;

	private final LastStatement lastStatement = new LastStatement();

	// All of the following are guarded by this.

	private boolean autoCommit;

	private @Nullable Use use;

	private @Nullable OpenTransaction transaction;

	/**
	 * Whether no statement was created since the last commit or rollback, and none was
	 * left then that can be executed again.
	 */
	private boolean fresh;

	private boolean doomed;

	private boolean cut;

	private boolean closed;

	TrackedConnection(Connection target, TrackedDataSource dataSource, OpenTransactions transactions)
			throws SQLException {
		super(System.nanoTime());
		this.target = target;
		this.dataSource = dataSource;
		this.transactions = transactions;
		this.autoCommit = target.getAutoCommit();
	}

	/**
	 * Called before a statement is created.
	 * @throws SQLException if none may be
	 */
	void beforeStatement() throws SQLException {
		if (!isInUse() && this.dataSource.isStatementOfPool()) {
			return;
		}
		OpenTransaction transaction = begun();
		if (transaction != null && transaction.isDoomed()) {
			throw CommitFailure.refusal(transaction);
		}
	}

	/** Returns the transaction, which begins here if there is none but could be. */
	private synchronized @Nullable OpenTransaction begun() {
		this.dataSource.settle();
		this.fresh = false;
		if (this.use == null && !this.cut && !this.closed) {
			this.use = new Use(Thread.currentThread(), this.transactions.request(), this.transactions.nanoTime());
		}
		return transaction();
	}

	void created(@Nullable Statement statement) {
		this.lastStatement.set(statement);
	}

	/**
	 * Returns the transaction that is open. Without automatic commit one is open from the
	 * end of the last one on if a statement is left that may be executed again.
	 */
	synchronized @Nullable OpenTransaction transaction() {
		Use use = this.use;
		if (this.transaction == null && !this.autoCommit && !this.fresh && use != null && isInUse()) {
			OpenTransaction begun = this.transactions.begin(this, use.thread(), use.request());
			if (this.doomed) {
				begun.doom();
			}
			this.transaction = begun;
		}
		return this.transaction;
	}

	void setAutoCommit(boolean autoCommit) throws SQLException {
		OpenTransaction open;
		synchronized (this) {
			open = (autoCommit && !this.autoCommit) ? transaction() : null;
		}
		if (open != null && !isEmpty(open)) {
			commit(() -> this.target.setAutoCommit(true));
		}
		else {
			if (open != null) {
				open.drop();
			}
			this.target.setAutoCommit(autoCommit);
		}
		boolean begins;
		synchronized (this) {
			// A pool without automatic commit sets it up like that before its first use.
			begins = this.autoCommit && !autoCommit && this.dataSource.isAutoCommit();
			this.autoCommit = autoCommit;
			if (autoCommit && this.transaction != null && !this.transaction.isDoomed()) {
				this.transaction.drop();
				this.transaction = null;
			}
		}
		if (begins) {
			begun();
		}
	}

	/**
	 * Whether nothing was done in it: a transaction manager comes here after each commit.
	 */
	private boolean isEmpty(OpenTransaction open) {
		boolean over = open.state() == OpenTransaction.State.ENDED && !this.lastStatement.isRepeatable();
		// HikariCP has rolled back what was done.
		return over || this.dataSource.isCalledByPool() || !isCut() && this.dataSource.isIdle(this.target);
	}

	void commit() throws SQLException {
		commit(this.target::commit);
	}

	/**
	 * Commits, unless the transaction is doomed: then it is rolled back here, by its
	 * owner, and the owner is told.
	 */
	private void commit(Action commit) throws SQLException {
		OpenTransaction transaction = transaction();
		if (transaction == null) {
			commit.run();
			return;
		}
		if (!transaction.startCommit()) {
			unwind(transaction);
			throw CommitFailure.refusal(transaction);
		}
		awaitRelease();
		boolean failed = this.dataSource.isFailed(this.target);
		try {
			commit.run();
		}
		catch (SQLException | RuntimeException ex) {
			transaction.end(CommitFailure.outcome(ex));
			throw ex;
		}
		transaction.end(failed ? TransactionOutcome.ROLLED_BACK : TransactionOutcome.COMMITTED);
		forget();
		if (failed && this.transactions.isDraining()) {
			// In normal running the driver's silence is between it and its user.
			throw new SQLNonTransientException("%s had failed before and was rolled back".formatted(transaction),
					"25P02");
		}
	}

	void rollback() throws SQLException {
		OpenTransaction transaction = transaction();
		if (transaction == null) {
			this.target.rollback();
			return;
		}
		unwind(transaction);
		forget();
	}

	private void unwind(OpenTransaction transaction) throws SQLException {
		try {
			this.target.rollback();
		}
		catch (SQLException | RuntimeException ex) {
			transaction.lose();
			if (isCut()) {
				// There is nothing left to roll back, and the owner has to hear why.
				return;
			}
			throw ex;
		}
		if (isCut()) {
			// Then the driver's word is not the server's.
			transaction.lose();
		}
		else {
			transaction.end(TransactionOutcome.ROLLED_BACK);
		}
		// What comes next on this connection is not meant.
		awaitRelease();
	}

	/** What was doomed stays, so that nothing after it is committed in its place. */
	private synchronized void forget() {
		if (this.transaction != null && !this.transaction.isDoomed()) {
			this.transaction = null;
			this.fresh = !this.lastStatement.isRepeatable();
		}
	}

	/**
	 * HikariCP clears the warnings of each connection that comes back, as its last act.
	 * @throws SQLException if the pool must not hand it out again
	 */
	synchronized void returned() throws SQLException {
		this.dataSource.settle();
		if (this.cut) {
			// It may not be aborted yet.
			throw new SQLNonTransientConnectionException("The connection was aborted", "08003");
		}
		boolean idle = this.transaction == null && this.autoCommit && !this.doomed;
		if (!idle && !this.dataSource.isReturning()) {
			return;
		}
		this.lastStatement.set(null);
		if (this.transaction != null) {
			// HikariCP has rolled back what was done.
			this.transaction.drop();
		}
		this.use = null;
		this.transaction = null;
		this.fresh = false;
		this.doomed = false;
		if (!awaitRelease()) {
			throw new SQLNonTransientConnectionException("A cancel is still on its way to this connection", "08006");
		}
	}

	void close() throws SQLException {
		OpenTransaction open;
		synchronized (this) {
			open = this.closed ? null : this.transaction;
		}
		try {
			if (open != null && open.state() == OpenTransaction.State.DOOMED) {
				// Some drivers commit when they close.
				unwind(open);
			}
		}
		finally {
			closed();
			try {
				this.target.close();
			}
			finally {
				this.transactions.remove(this);
			}
		}
		if (open != null && open.state() == OpenTransaction.State.ACTIVE) {
			if (open.thread() != Thread.currentThread()) {
				this.transactions.cutOff(open);
				open.doom();
			}
			// Some drivers commit, though none of those that are known.
			open.end((this.dataSource.dialect() != null) ? TransactionOutcome.ROLLED_BACK : TransactionOutcome.UNKNOWN);
		}
	}

	/** A pool that is closed aborts what is in use, and never closes it. */
	void aborted() {
		OpenTransaction open = closed();
		this.transactions.remove(this);
		if (open != null) {
			this.transactions.cutOff(open);
			open.lose();
		}
	}

	private synchronized @Nullable OpenTransaction closed() {
		this.closed = true;
		return this.transaction;
	}

	@Override
	synchronized void doom() {
		this.doomed = true;
		if (this.transaction != null) {
			this.transaction.doom();
		}
	}

	@Override
	void cancel(OpenTransaction transaction) {
		this.lastStatement.cancel(this, transaction::isCancellable);
	}

	void cancel(ServedRequest request) {
		this.lastStatement.cancel(this, () -> request() == request);
	}

	@Override
	void cut(@Nullable OpenTransaction transaction) {
		number();
		synchronized (this) {
			if (!isInUse() || transaction != null && this.transaction != transaction) {
				return;
			}
			this.cut = true;
		}
		try {
			this.target.abort(Runnable::run);
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("A connection could not be aborted", ex);
		}
	}

	@Override
	synchronized boolean isCut() {
		return this.cut;
	}

	@Override
	void replaceCut() {
		boolean occupied;
		synchronized (this) {
			occupied = this.cut && !this.closed;
		}
		if (occupied) {
			this.dataSource.grow();
		}
	}

	@Override
	synchronized boolean isInUse() {
		return this.use != null && !this.cut && !this.closed;
	}

	@Override
	Connection connection() {
		return this.target;
	}

	@Override
	@Nullable Long knownNumber() {
		Long known = super.knownNumber();
		return (known != null) ? known : number();
	}

	@Override
	TrackedDataSource dataSource() {
		return this.dataSource;
	}

	@Override
	String dataSourceName() {
		return this.dataSource.name();
	}

	synchronized @Nullable Thread thread() {
		return (this.use != null) ? this.use.thread() : null;
	}

	synchronized @Nullable ServedRequest request() {
		return (this.use != null) ? this.use.request() : null;
	}

	synchronized long startNanos() {
		return (this.use != null) ? this.use.startNanos() : 0;
	}

	synchronized boolean isCommitting() {
		return this.transaction != null && this.transaction.state() == OpenTransaction.State.COMMITTING;
	}

}
