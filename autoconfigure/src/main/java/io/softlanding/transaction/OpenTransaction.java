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
 * A transaction from its beginning to its end. Its owner commits it or the drain dooms
 * it, whichever comes first: the other one is told.
 *
 * <p>
 * The owner is the thread that began it; every other method may be called by any thread.
 */
final class OpenTransaction {

	/** Where a transaction is. */
	enum State {

		ACTIVE, COMMITTING, DOOMED, ENDED

	}

	private static final long HEARING_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final long id;

	private final String name;

	private final boolean readOnly;

	private final @Nullable ServedRequest request;

	private final Thread thread;

	private final long startNanos;

	private final @Nullable TransactionExecution execution;

	/** Which one this thread had begun before; used by that thread only. */
	private final @Nullable OpenTransaction outer;

	private final EndedTransactions ended;

	private volatile @Nullable TrackedConnection connection;

	private volatile @Nullable BoundConnection bound;

	/** Guarded by this. */
	private State state = State.ACTIVE;

	/** Guarded by this. */
	private @Nullable TransactionOutcome outcome;

	/** Stays, whatever the end: nothing may be committed after it; guarded by this. */
	private boolean doomed;

	/** When it was first seen completed, or 0; guarded by this. */
	private long completedNanos;

	/**
	 * Whether the owner is done with it and could not say how it ended; guarded by this.
	 */
	private boolean lost;

	OpenTransaction(long id, @Nullable String name, Thread thread, @Nullable ServedRequest request, long startNanos,
			EndedTransactions ended, @Nullable TransactionExecution execution, @Nullable OpenTransaction outer) {
		this.id = id;
		this.name = (name != null && !name.isEmpty()) ? name : "unnamed";
		this.readOnly = execution != null && execution.isReadOnly();
		this.thread = thread;
		this.request = request;
		this.startNanos = startNanos;
		this.ended = ended;
		this.execution = execution;
		this.outer = outer;
	}

	/**
	 * Makes a connection the one whose commit is this transaction's.
	 * @param connection a connection that leaves its automatic commit
	 * @return whether it is; a transaction has one connection, the first
	 */
	synchronized boolean attach(TrackedConnection connection) {
		if (this.connection != null || this.state == State.ENDED) {
			return false;
		}
		this.connection = connection;
		return true;
	}

	/**
	 * Remembers the connection that Spring has bound, for the case that its data source
	 * is not observed.
	 * @param bound the connection
	 */
	void bind(BoundConnection bound) {
		this.bound = bound;
	}

	/**
	 * The owner wants to commit.
	 * @return {@code false} if the transaction is doomed: it must not be committed
	 */
	synchronized boolean startCommit() {
		if (this.state == State.ACTIVE) {
			this.state = State.COMMITTING;
		}
		return !this.doomed;
	}

	/**
	 * The drain wants it to end.
	 * @return {@code false} if the owner is committing it, or it has ended
	 */
	synchronized boolean doom() {
		if (this.state == State.ACTIVE) {
			this.state = State.DOOMED;
			this.doomed = true;
		}
		return this.state == State.DOOMED;
	}

	/**
	 * Whether the owner may not go on, or could not have.
	 * @return {@code true} from the moment the drain has won
	 */
	synchronized boolean isDoomed() {
		return this.doomed;
	}

	/**
	 * The owner is done with it and cannot say how it ended. If it is doomed, the drain
	 * can find out.
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
	 * Ends it. Only the first end counts.
	 * @param outcome how it ended; one that was rolled back after it was doomed is
	 * {@link TransactionOutcome#DOOMED}
	 */
	void end(TransactionOutcome outcome) {
		TransactionOutcome told = outcome;
		synchronized (this) {
			if (this.state == State.ENDED) {
				return;
			}
			if (this.state == State.DOOMED && outcome == TransactionOutcome.ROLLED_BACK) {
				told = TransactionOutcome.DOOMED;
			}
			this.outcome = told;
			this.state = State.ENDED;
			notifyAll();
		}
		this.ended.count(told);
	}

	/** It turned out that nothing was done: it counts as none. */
	synchronized void drop() {
		if (this.state != State.ENDED) {
			this.state = State.ENDED;
			notifyAll();
		}
	}

	/**
	 * Waits until the owner is done with it.
	 * @param deadlineNanos how long, by {@link System#nanoTime()}
	 * @return whether it has ended
	 * @throws InterruptedException if the caller is interrupted
	 */
	synchronized boolean awaitEnd(long deadlineNanos) throws InterruptedException {
		while (this.state != State.ENDED && !this.lost) {
			long left = deadlineNanos - System.nanoTime();
			if (left <= 0) {
				return false;
			}
			TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
		}
		return this.state == State.ENDED;
	}

	synchronized State state() {
		return this.state;
	}

	/**
	 * Whether Spring has completed it: not every way to complete one is told to
	 * listeners.
	 * @return {@code true} if nothing more will be heard of it
	 */
	boolean isCompleted() {
		return this.execution != null && this.execution.isCompleted();
	}

	/**
	 * Whether it was seen completed a second ago, and nothing has been heard since:
	 * listeners are told a moment later, if they are told.
	 * @return {@code true} if its outcome will not be heard of
	 */
	synchronized boolean isUnheardOf() {
		if (this.completedNanos == 0) {
			this.completedNanos = System.nanoTime() | 1;
		}
		return System.nanoTime() - this.completedNanos > HEARING_NANOS;
	}

	/**
	 * Whether its statements are neither a commit nor those of what comes after it.
	 * @return {@code false} once it is being committed, or has ended
	 */
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
		return this.readOnly;
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
