/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.softlanding.time.NanoClock;
import io.softlanding.transaction.SessionTerminator.Result;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what is open in one database: cancels what it waits for, lets its owner roll back,
 * aborts its connection, ends its session.
 */
final class DataSourceDrain {

	private static final Logger logger = LoggerFactory.getLogger(DataSourceDrain.class);

	private static final long ABORT_MILLIS = 200;

	private final TrackedDataSource dataSource;

	private final TransactionTimeouts timeouts;

	private final NanoClock clock;

	private final long deadlineNanos;

	private final Executor executor;

	/**
	 * Creates a drain of one data source.
	 * @param deadlineNanos when the time is over, by the clock
	 */
	DataSourceDrain(TrackedDataSource dataSource, TransactionTimeouts timeouts, NanoClock clock, long deadlineNanos,
			Executor executor) {
		this.dataSource = dataSource;
		this.timeouts = timeouts;
		this.clock = clock;
		this.deadlineNanos = deadlineNanos;
		this.executor = executor;
	}

	/**
	 * Ends transactions. Afterwards each has an outcome, unless the time is over.
	 * @param open transactions with a connection of this data source, which are doomed or
	 * being committed
	 * @return what is known of their sessions
	 */
	Result end(List<OpenTransaction> open) throws InterruptedException {
		long start = this.clock.nanoTime();
		List<OpenTransaction> doomed = open.stream().filter(OpenTransaction::isDoomed).toList();
		List<OpenTransaction> committing = open.stream().filter((transaction) -> !transaction.isDoomed()).toList();
		Future<Boolean> look = look(connections(open), open, start);
		awaitEnds(doomed, start + within(this.timeouts.rollback(), 3));
		boolean looked = awaitLook(look);
		List<OpenTransaction> cut = new ArrayList<>(cut(doomed));
		awaitEnds(committing, start + within(this.timeouts.commit(), 2));
		cut.addAll(cut(committing));
		if (cut.isEmpty()) {
			return Result.NONE;
		}
		Result result = endSessions(connections(cut), looked);
		cut.forEach((transaction) -> transaction.end(outcome(transaction, result)));
		return result;
	}

	/**
	 * Aborts connections on which no transaction is known.
	 * @param connections connections of this data source
	 * @return what is known of their sessions
	 */
	Result endUnused(List<TrackedConnection> connections) throws InterruptedException {
		connections.forEach(TrackedConnection::doom);
		boolean looked = awaitLook(look(connections, List.of(), this.clock.nanoTime()));
		abort(connections, (connection) -> connection.cut(null));
		return endSessions(connections, looked);
	}

	private static boolean isOpen(OpenTransaction transaction) {
		return transaction.state() != OpenTransaction.State.ENDED;
	}

	private static TransactionOutcome outcome(OpenTransaction transaction, Result result) {
		ObservedConnection connection = transaction.connection();
		if (!transaction.isDoomed() || connection == null || !result.gone().contains(connection)) {
			return TransactionOutcome.UNKNOWN;
		}
		return result.terminated().contains(connection) ? TransactionOutcome.TERMINATED : TransactionOutcome.ABORTED;
	}

	/** How long to wait: less where the whole time is short. */
	private long within(Duration timeout, int part) {
		return Math.max(0, Math.min(timeout.toNanos(), (this.deadlineNanos - this.clock.nanoTime()) / part));
	}

	private static void awaitEnds(List<OpenTransaction> transactions, long untilNanos) throws InterruptedException {
		for (OpenTransaction transaction : transactions) {
			transaction.awaitEnd(untilNanos);
		}
	}

	/**
	 * Finds sessions, and cancels what runs in them: by one statement from outside where
	 * that is possible, and otherwise by the driver, connection by connection. An idle
	 * transaction is not touched by either.
	 */
	private Future<Boolean> look(List<? extends ObservedConnection> connections, List<OpenTransaction> open,
			long sinceNanos) {
		CompletableFuture<Boolean> found = new CompletableFuture<>();
		this.executor.execute(() -> {
			List<OpenTransaction> left = new ArrayList<>(open);
			// The driver's number is what the dialect is needed for first.
			connections.forEach(ObservedConnection::number);
			DatabaseDialect dialect = this.dataSource.dialect();
			try (Connection side = (dialect != null)
					? this.dataSource.openSide(Duration.ofNanos(within(Duration.ofSeconds(1), 2))) : null) {
				if (side != null && dialect != null && dialect.isDirect(side)) {
					SessionTerminator.find(dialect, side, connections);
					found.complete(true);
					left.removeAll(cancel(dialect, side, left, sinceNanos));
				}
			}
			catch (SQLException | RuntimeException ex) {
				logger.debug("Sessions of '{}' could not be found from outside", this.dataSource.name(), ex);
			}
			finally {
				found.complete(false);
			}
			doomed(left).forEach((transaction) -> this.executor.execute(() -> {
				ObservedConnection connection = transaction.connection();
				if (connection != null) {
					connection.cancel(transaction);
				}
			}));
		});
		return found;
	}

	/**
	 * Cancels statements of transactions that are open now, though the side connection
	 * took its time: the connections of others may serve other threads.
	 */
	private List<OpenTransaction> cancel(DatabaseDialect dialect, Connection side, List<OpenTransaction> open,
			long sinceNanos) throws SQLException {
		String server = dialect.server(side);
		List<OpenTransaction> here = doomed(open).stream().filter((transaction) -> {
			ObservedConnection connection = transaction.connection();
			DatabaseSession session = (connection != null) ? connection.session() : null;
			return session != null && session.server().equals(server);
		}).toList();
		for (List<OpenTransaction> part : SessionHold.parts(dialect, here)) {
			try (SessionHold hold = new SessionHold(part)) {
				hold.send((sessions) -> cancelSessions(dialect, side, sessions, sinceNanos));
			}
		}
		return here;
	}

	private void cancelSessions(DatabaseDialect dialect, Connection side, List<DatabaseSession> sessions,
			long sinceNanos) throws SQLException {
		if (sessions.isEmpty()) {
			return;
		}
		try {
			dialect.cancel(side, sessions, Duration.ofNanos(this.clock.nanoTime() - sinceNanos));
		}
		catch (SQLException ex) {
			if (!dialect.lacksPrivileges(ex)) {
				throw ex;
			}
			// To see the age of transactions can need more than to cancel them.
			dialect.cancel(side, sessions, Duration.ZERO);
		}
	}

	private static List<OpenTransaction> doomed(List<OpenTransaction> open) {
		return open.stream().filter((transaction) -> transaction.isDoomed() && isOpen(transaction)).toList();
	}

	private boolean awaitLook(Future<Boolean> look) throws InterruptedException {
		try {
			return look.get(within(Duration.ofSeconds(1), 3), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("The database of '{}' does not answer", this.dataSource.name(), ex);
			return false;
		}
	}

	private List<OpenTransaction> cut(List<OpenTransaction> transactions) throws InterruptedException {
		List<OpenTransaction> left = transactions.stream().filter(DataSourceDrain::isOpen).toList();
		abort(left, (transaction) -> {
			ObservedConnection connection = transaction.connection();
			if (connection != null) {
				connection.cut(transaction);
			}
		});
		return left;
	}

	private <T> void abort(List<T> targets, Consumer<T> abort) throws InterruptedException {
		CompletableFuture<?>[] aborts = targets.stream()
			.map((target) -> CompletableFuture.runAsync(() -> abort.accept(target), this.executor))
			.toArray(CompletableFuture[]::new);
		try {
			CompletableFuture.allOf(aborts).get(ABORT_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("Connections of '{}' are hard to abort", this.dataSource.name(), ex);
		}
	}

	private Result endSessions(List<? extends ObservedConnection> connections, boolean looked)
			throws InterruptedException {
		Result result = new SessionTerminator(this.dataSource, this.clock, this.deadlineNanos)
			.end(List.copyOf(connections), looked);
		connections.forEach((connection) -> this.executor.execute(connection::replaceCut));
		return result;
	}

	private static List<ObservedConnection> connections(List<OpenTransaction> transactions) {
		return transactions.stream().map(OpenTransaction::connection).filter(Objects::nonNull).toList();
	}

}
