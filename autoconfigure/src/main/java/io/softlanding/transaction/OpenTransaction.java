/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.concurrent.TimeUnit;

import io.softlanding.inflight.ServedRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.TransactionExecution;

/**
 * A transaction from its beginning to its end. The owner is the thread that began it;
 * every other thread may call every method too.
 */
final class OpenTransaction {

	/** Where a transaction is. */
	enum State {

		ACTIVE, COMMITTING, DOOMED, ENDED

	}

	private static final long HEARING_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final long id;

	private final String name;

	private final @Nullable ServedRequest request;

	private final Thread thread;

	private final OpenTransactions transactions;

	private final long startNanos;

	private final @Nullable TransactionExecution execution;

	/** Which one this thread had begun before; used by that thread only. */
	private final @Nullable OpenTransaction outer;

	private volatile @Nullable TrackedConnection connection;

	private volatile @Nullable BoundConnection bound;

	/** Guarded by this. */
	private State state = State.ACTIVE;

	/** Guarded by this. */
	private @Nullable TransactionOutcome outcome;

	/** Stays after the end: nothing may be committed in its place; guarded by this. */
	private boolean doomed;

	/** When it was first seen completed, or 0; guarded by this. */
	private long completedNanos;

	/** Whether the owner is done and could not say how it ended; guarded by this. */
	private boolean lost;

	OpenTransaction(long id, Thread thread, @Nullable ServedRequest request, OpenTransactions transactions,
			@Nullable TransactionExecution execution, @Nullable OpenTransaction outer) {
		this.id = id;
		String name = (execution != null) ? execution.getTransactionName() : "";
		this.name = name.isEmpty() ? "unnamed" : name;
		this.thread = thread;
		this.request = request;
		this.transactions = transactions;
		this.startNanos = transactions.clock().nanoTime();
		this.execution = execution;
		this.outer = outer;
	}

	/**
	 * Makes a connection the one whose commit is this transaction's, unless it has one.
	 */
	synchronized boolean attach(TrackedConnection connection) {
		if (this.connection != null || this.state == State.ENDED) {
			return false;
		}
		this.connection = connection;
		return true;
	}

	/** Sets the connection that Spring has bound, in case it is not observed. */
	void bind(BoundConnection bound) {
		this.bound = bound;
	}

	/**
	 * Called by the owner before it commits.
	 * @return {@code false} if the transaction is doomed: it must not be committed
	 */
	synchronized boolean startCommit() {
		if (this.state == State.ACTIVE) {
			this.state = State.COMMITTING;
		}
		return !this.doomed;
	}

	/**
	 * Dooms the transaction. This is the only place where that happens, whether the drain
	 * ends it, it was refused, or its pool was closed. The owner's {@link #startCommit()}
	 * holds the same lock, and who comes first wins: after this method has returned
	 * {@code true} the owner can only roll back, and is told so by an exception; after
	 * {@link #startCommit()} has returned {@code true} the commit goes on, and force has
	 * to wait for it. In both cases, what the owner begins next on the same connection is
	 * doomed as well.
	 * @return {@code false} if the owner is committing it, or it has ended
	 */
	boolean doom() {
		TrackedConnection connection = this.connection;
		if (connection != null) {
			connection.doomNext();
		}
		synchronized (this) {
			if (this.state == State.ACTIVE) {
				this.state = State.DOOMED;
				this.doomed = true;
			}
			return this.state == State.DOOMED;
		}
	}

	/** Whether it was doomed, even if it has ended since. */
	synchronized boolean isDoomed() {
		return this.doomed;
	}

	/**
	 * Called when the owner is done and cannot say how it ended. If it is doomed, the
	 * drain can find out.
	 */
	void lose() {
		synchronized (this) {
			if (this.state == State.DOOMED) {
				this.lost = true;
				notifyAll();
				return;
			}
		}
		end(TransactionOutcome.UNKNOWN);
	}

	/**
	 * Ends it. Only the first end counts. One that is rolled back after it was doomed is
	 * {@link TransactionOutcome#DOOMED}.
	 */
	void end(TransactionOutcome outcome) {
		TransactionOutcome counted = outcome;
		synchronized (this) {
			if (this.state == State.ENDED) {
				return;
			}
			if (this.state == State.DOOMED && outcome == TransactionOutcome.ROLLED_BACK) {
				counted = TransactionOutcome.DOOMED;
			}
			this.outcome = counted;
			this.state = State.ENDED;
			notifyAll();
		}
		this.transactions.ended().count(counted);
	}

	/** Ends it without an outcome: nothing was done in it, and it counts as none. */
	synchronized void drop() {
		if (this.state != State.ENDED) {
			this.state = State.ENDED;
			notifyAll();
		}
	}

	/**
	 * Waits until the owner is done with it.
	 * @param deadlineNanos how long, by the clock
	 */
	synchronized void awaitEnd(long deadlineNanos) throws InterruptedException {
		while (this.state != State.ENDED && !this.lost) {
			long left = deadlineNanos - this.transactions.clock().nanoTime();
			if (left <= 0) {
				return;
			}
			TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
		}
	}

	synchronized State state() {
		return this.state;
	}

	/** Whether Spring has completed it, which it does not always tell listeners. */
	boolean isCompleted() {
		return this.execution != null && this.execution.isCompleted();
	}

	/**
	 * Whether it was first seen completed a second ago: listeners are told a moment
	 * later, if they are told, so that its outcome will not be known any more.
	 */
	synchronized boolean isUnheardOf() {
		long now = this.transactions.clock().nanoTime();
		if (this.completedNanos == 0) {
			this.completedNanos = now | 1;
		}
		return now - this.completedNanos > HEARING_NANOS;
	}

	/** Whether what runs on its connection is a statement of this transaction. */
	boolean isCancellable() {
		State state = state();
		return (state == State.ACTIVE || state == State.DOOMED) && !isCompleted();
	}

	synchronized @Nullable TransactionOutcome outcome() {
		return this.outcome;
	}

	/** Whether its connection is observed, and decides what becomes of it. */
	boolean isTracked() {
		return this.connection != null;
	}

	@Nullable ObservedConnection connection() {
		ObservedConnection tracked = this.connection;
		return (tracked != null) ? tracked : this.bound;
	}

	@Nullable OpenTransaction outer() {
		return this.outer;
	}

	@Nullable TransactionExecution execution() {
		return this.execution;
	}

	long id() {
		return this.id;
	}

	String name() {
		return this.name;
	}

	boolean readOnly() {
		return this.execution != null && this.execution.isReadOnly();
	}

	@Nullable ServedRequest request() {
		return this.request;
	}

	Thread thread() {
		return this.thread;
	}

	long startNanos() {
		return this.startNanos;
	}

	@Override
	public String toString() {
		return "transaction %d '%s'".formatted(this.id, this.name);
	}

}
