/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;

import io.softlanding.inflight.ServedRequest;
import org.jspecify.annotations.Nullable;

/**
 * A physical connection, between its pool and the driver. It knows which transaction is
 * open on it: once that is doomed, commit, the return to auto-commit and new statements
 * fail.
 *
 * <p>
 * Usually used by one thread at a time; {@link #doomNext()}, {@link #cut} and
 * {@link #cancel} are called by others.
 */
final class TrackedConnection extends ObservedConnection {

	/** Who uses it since when: from the first statement to the return to the pool. */
	private record Use(Thread thread, @Nullable ServedRequest request, long startNanos) {
	}

	private final Connection target;

	private final TrackedDataSource dataSource;

	private final Pool pool;

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

	/** Whether what begins before the connection is returned is doomed. */
	private boolean doomed;

	private boolean cut;

	private boolean closed;

	TrackedConnection(Connection target, TrackedDataSource dataSource, Pool pool, OpenTransactions transactions)
			throws SQLException {
		super(transactions.clock());
		this.target = target;
		this.dataSource = dataSource;
		this.pool = pool;
		this.transactions = transactions;
		this.autoCommit = target.getAutoCommit();
	}

	/**
	 * Called before a statement is created, by the method of that name.
	 * @return {@code false} if it is a statement of the pool itself
	 */
	boolean beforeStatement(String method) throws SQLException {
		OpenTransaction transaction;
		synchronized (this) {
			if (!isInUse() && this.pool.isCalling(method)) {
				return false;
			}
			transaction = use();
		}
		if (transaction != null && transaction.isDoomed()) {
			throw CommitFailure.refusal(transaction);
		}
		return true;
	}

	/** Returns the transaction, which begins here if there is none but could be. */
	private synchronized @Nullable OpenTransaction use() {
		this.fresh = false;
		if (this.use == null && !this.cut && !this.closed) {
			this.use = new Use(Thread.currentThread(), this.transactions.request(),
					this.transactions.clock().nanoTime());
		}
		return transaction();
	}

	void created(@Nullable Statement statement) {
		this.lastStatement.set(statement);
	}

	/**
	 * Returns the transaction that is open. Without auto-commit one is open from the end
	 * of the last one on if a statement is left that may be executed again.
	 */
	synchronized @Nullable OpenTransaction transaction() {
		Use use = this.use;
		if (this.transaction == null && !this.autoCommit && !this.fresh && use != null && isInUse()) {
			OpenTransaction begun = this.transactions.begin(null, this, use.thread(), use.request());
			if (this.doomed) {
				begun.doom();
			}
			this.transaction = begun;
		}
		return this.transaction;
	}

	/** Returns the transaction that {@code setAutoCommit(true)} would commit. */
	synchronized @Nullable OpenTransaction endedByAutoCommit(boolean autoCommit) {
		return (autoCommit && !this.autoCommit) ? transaction() : null;
	}

	/** Called after the mode has been set. */
	synchronized void autoCommitSet(boolean autoCommit) {
		// A pool without auto-commit sets it up like that before its first use.
		boolean begins = this.autoCommit && !autoCommit && this.pool.isAutoCommit();
		this.autoCommit = autoCommit;
		if (autoCommit && this.transaction != null && !this.transaction.isDoomed()) {
			this.transaction.drop();
			this.transaction = null;
		}
		if (begins) {
			use();
		}
	}

	/** Whether a statement is left that can be executed again. */
	boolean isRepeatable() {
		return this.lastStatement.isRepeatable();
	}

	/**
	 * Called after a commit or rollback. What was doomed stays, so that nothing after it
	 * is committed in its place.
	 */
	void forget() {
		// Outside of the lock: drivers may wait for a running statement.
		boolean repeatable = this.lastStatement.isRepeatable();
		synchronized (this) {
			if (this.transaction != null && !this.transaction.isDoomed()) {
				this.transaction = null;
				this.fresh = !repeatable;
			}
		}
	}

	/** Pools clear the warnings of a connection that comes back, as their last act. */
	void clearingWarnings() throws SQLException {
		boolean idle;
		synchronized (this) {
			idle = this.transaction == null && this.autoCommit && !this.doomed && !this.cut;
		}
		if (idle || this.pool.isCalling("clearWarnings")) {
			returned();
		}
	}

	/**
	 * Called when the connection is back in its pool.
	 * @throws SQLException if the pool must not lend it again
	 */
	void returned() throws SQLException {
		if (isCut()) {
			// It may not be aborted yet.
			throw new SQLNonTransientConnectionException("The connection was aborted", "08003");
		}
		OpenTransaction open = open();
		if (open != null && open.state() == OpenTransaction.State.DOOMED) {
			// Not every pool rolls back.
			this.target.rollback();
			open.end(TransactionOutcome.ROLLED_BACK);
		}
		this.lastStatement.set(null);
		synchronized (this) {
			if (this.transaction != null) {
				this.transaction.drop();
			}
			this.use = null;
			this.transaction = null;
			this.fresh = false;
			this.doomed = false;
		}
		if (!awaitRelease()) {
			throw new SQLNonTransientConnectionException("A cancel is still on its way to this connection", "08006");
		}
	}

	/** Returns what is open on it; {@code null} if it is closed. */
	synchronized @Nullable OpenTransaction open() {
		return this.closed ? null : this.transaction;
	}

	/** Called when it is closed or aborted. */
	synchronized void close() {
		this.closed = true;
	}

	/** Dooms what begins on it as long as it is in use. */
	synchronized void doomNext() {
		this.doomed = true;
	}

	/** Dooms what is open on it as well. */
	void doom() {
		OpenTransaction open = transaction();
		doomNext();
		if (open != null) {
			open.doom();
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
		abort(this.target);
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
			this.dataSource.change(Pool::grow);
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
