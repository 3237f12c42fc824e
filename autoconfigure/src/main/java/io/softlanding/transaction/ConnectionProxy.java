/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.Statement;

import org.jspecify.annotations.Nullable;

/**
 * The connection that a pool gets instead of the driver's. It tells what is done on it,
 * and refuses to commit what is doomed. It is nothing but a {@link Connection}:
 * {@code unwrap} with any other type returns what the driver has made.
 */
final class ConnectionProxy implements InvocationHandler {

	/** One way to commit. */
	private interface Action {

		void run() throws SQLException;

	}

	/** A question to a dialect that only the driver answers. */
	private interface Question {

		boolean ask(DatabaseDialect dialect, Connection connection) throws SQLException;

	}

	private final Connection target;

	private final TrackedConnection tracked;

	private final Pool pool;

	private final OpenTransactions transactions;

	private ConnectionProxy(Connection target, TrackedConnection tracked, Pool pool, OpenTransactions transactions) {
		this.target = target;
		this.tracked = tracked;
		this.pool = pool;
		this.transactions = transactions;
	}

	static Connection of(Connection target, TrackedConnection tracked, Pool pool, OpenTransactions transactions) {
		return (Connection) Proxy.newProxyInstance(ConnectionProxy.class.getClassLoader(),
				new Class<?>[] { Connection.class }, new ConnectionProxy(target, tracked, pool, transactions));
	}

	/** Notes that a connection has been returned to its pool. */
	static void returned(Connection connection) throws SQLException {
		if (Proxy.isProxyClass(connection.getClass())
				&& Proxy.getInvocationHandler(connection) instanceof ConnectionProxy proxy) {
			proxy.tracked.returned();
		}
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args) throws Throwable {
		switch (method.getName()) {
			case "createStatement", "prepareStatement", "prepareCall" -> {
				boolean used = this.tracked.beforeStatement(method.getName());
				Object statement = call(method, args);
				if (used) {
					this.tracked.created((Statement) statement);
				}
				return statement;
			}
			case "setAutoCommit" -> setAutoCommit(args != null && Boolean.TRUE.equals(args[0]));
			case "commit" -> commit(this.target::commit);
			case "close" -> close();
			case "rollback" -> {
				if (args != null) {
					return call(method, args);
				}
				rollback();
			}
			case "clearWarnings" -> {
				this.tracked.clearingWarnings();
				return call(method, args);
			}
			case "abort" -> {
				try {
					return call(method, args);
				}
				finally {
					aborted();
				}
			}
			case "equals" -> {
				return args != null && args[0] == proxy;
			}
			case "unwrap" -> {
				Object own = own(proxy, args);
				return (own != null) ? own : call(method, args);
			}
			case "isWrapperFor" -> {
				return own(proxy, args) != null || Boolean.TRUE.equals(call(method, args));
			}
			default -> {
				return call(method, args);
			}
		}
		return null;
	}

	private @Nullable Object own(Object proxy, @Nullable Object @Nullable [] args) {
		if (args == null || !(args[0] instanceof Class<?> type)) {
			return null;
		}
		return type.isInstance(proxy) ? proxy : type.isInstance(this.target) ? this.target : null;
	}

	private @Nullable Object call(Method method, @Nullable Object @Nullable [] args) throws Throwable {
		try {
			return method.invoke(this.target, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private void setAutoCommit(boolean autoCommit) throws SQLException {
		OpenTransaction open = this.tracked.endedByAutoCommit(autoCommit);
		if (open == null || isEmpty(open)) {
			if (open != null) {
				open.drop();
			}
			this.target.setAutoCommit(autoCommit);
		}
		else if (this.pool.isCalling("setAutoCommit")) {
			// It has rolled back what it knows of. What was done past it, with the
			// driver's own connection, is committed here, unless it is doomed.
			if (!open.startCommit()) {
				unwind(open);
			}
			this.target.setAutoCommit(true);
			open.drop();
		}
		else {
			commit(() -> this.target.setAutoCommit(true));
		}
		this.tracked.autoCommitSet(autoCommit);
	}

	/** Whether nothing was done in it, as when Spring has committed before. */
	private boolean isEmpty(OpenTransaction open) {
		boolean over = open.state() == OpenTransaction.State.ENDED && !this.tracked.isRepeatable();
		return over || !this.tracked.isCut() && knows(DatabaseDialect::isIdle);
	}

	private boolean knows(Question question) {
		try {
			DatabaseDialect dialect = this.tracked.dataSource().dialect(this.target);
			return dialect != null && question.ask(dialect, this.target);
		}
		catch (SQLException | RuntimeException ex) {
			return false;
		}
	}

	/** Commits, unless the transaction is doomed: then its owner rolls it back here. */
	private void commit(Action commit) throws SQLException {
		OpenTransaction transaction = this.tracked.transaction();
		if (transaction == null) {
			commit.run();
			return;
		}
		if (!transaction.startCommit()) {
			unwind(transaction);
			throw CommitFailure.refusal(transaction);
		}
		this.tracked.awaitRelease();
		boolean failed = knows(DatabaseDialect::isFailed);
		try {
			commit.run();
		}
		catch (SQLException | RuntimeException ex) {
			transaction.end(CommitFailure.outcome(ex));
			throw ex;
		}
		transaction.end(failed ? TransactionOutcome.ROLLED_BACK : TransactionOutcome.COMMITTED);
		this.tracked.forget();
		if (failed && this.transactions.isDraining()) {
			// In normal running the driver's silence is between it and its user.
			throw new SQLNonTransientException("%s had failed before and was rolled back".formatted(transaction),
					"25P02");
		}
	}

	private void rollback() throws SQLException {
		OpenTransaction transaction = this.tracked.transaction();
		if (transaction == null) {
			this.target.rollback();
			return;
		}
		unwind(transaction);
		this.tracked.forget();
	}

	private void unwind(OpenTransaction transaction) throws SQLException {
		try {
			this.target.rollback();
		}
		catch (SQLException | RuntimeException ex) {
			transaction.lose();
			if (this.tracked.isCut()) {
				// There is nothing left to roll back, and the owner has to hear why.
				return;
			}
			throw ex;
		}
		if (this.tracked.isCut()) {
			// Then the driver's word is not the server's.
			transaction.lose();
		}
		else {
			transaction.end(TransactionOutcome.ROLLED_BACK);
		}
		// A cancel on its way is not meant for what comes next.
		this.tracked.awaitRelease();
	}

	private void close() throws SQLException {
		OpenTransaction open = this.tracked.open();
		try {
			if (open != null && open.state() == OpenTransaction.State.DOOMED) {
				// Some drivers commit when they close.
				unwind(open);
			}
		}
		finally {
			this.tracked.close();
			try {
				this.target.close();
			}
			finally {
				this.transactions.remove(this.tracked);
			}
		}
		if (open != null && open.state() == OpenTransaction.State.ACTIVE) {
			if (open.thread() != Thread.currentThread()) {
				this.transactions.cutOff(open);
				open.doom();
			}
			// Some drivers commit, though none of those that are known.
			boolean known = this.tracked.dataSource().dialect() != null;
			open.end(known ? TransactionOutcome.ROLLED_BACK : TransactionOutcome.UNKNOWN);
		}
	}

	/** A pool that is closed aborts what is in use, and never closes it. */
	private void aborted() {
		OpenTransaction open = this.tracked.open();
		this.tracked.close();
		this.transactions.remove(this.tracked);
		if (open != null) {
			this.transactions.cutOff(open);
			open.lose();
		}
	}

}
