package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import io.softlanding.transaction.SessionEnd.Fates;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what is open in one database: dooms it, cancels what it waits for, lets its owner
 * unwind, cuts its connection, ends its session.
 */
final class DataSourceDrain {

	private static final Logger logger = LoggerFactory.getLogger(DataSourceDrain.class);

	private static final long ABORT_MILLIS = 200;

	private final TrackedDataSource dataSource;

	private final Patience patience;

	private final long deadlineNanos;

	private final Executor executor;

	DataSourceDrain(TrackedDataSource dataSource, Patience patience, long deadlineNanos, Executor executor) {
		this.dataSource = dataSource;
		this.patience = patience;
		this.deadlineNanos = deadlineNanos;
		this.executor = executor;
	}

	/**
	 * Ends transactions. Afterwards each has an outcome, unless the time is over.
	 * @param open transactions with a connection of this data source
	 * @return what is known of their sessions
	 * @throws InterruptedException if the caller is interrupted
	 */
	Fates end(List<OpenTransaction> open) throws InterruptedException {
		long start = System.nanoTime();
		List<OpenTransaction> doomed = open.stream().filter(DataSourceDrain::doom).toList();
		List<OpenTransaction> committing = open.stream()
			.filter((transaction) -> !transaction.isDoomed() && isOpen(transaction))
			.toList();
		this.executor.execute(() -> cancel(doomed));
		awaitEnds(doomed, start + within(this.patience.unwind(), 3));
		List<OpenTransaction> cut = new ArrayList<>(cut(doomed));
		awaitEnds(committing, start + within(this.patience.commit(), 2));
		cut.addAll(cut(committing));
		if (cut.isEmpty()) {
			return Fates.NONE;
		}
		Fates fates = endSessions(connections(cut));
		cut.forEach((transaction) -> transaction.end(outcome(transaction, fates)));
		return fates;
	}

	/**
	 * Cuts connections on which no transaction is known.
	 * @param connections connections of this data source
	 * @return what is known of their sessions
	 * @throws InterruptedException if the caller is interrupted
	 */
	Fates endUnused(List<TrackedConnection> connections) throws InterruptedException {
		connections.forEach(TrackedConnection::doom);
		abort(connections);
		return endSessions(connections);
	}

	private static boolean doom(OpenTransaction transaction) {
		TrackedConnection connection = transaction.connection();
		if (connection != null && !transaction.isDoomed()) {
			connection.doom();
		}
		return transaction.doom();
	}

	private static boolean isOpen(OpenTransaction transaction) {
		return transaction.state() != OpenTransaction.State.ENDED;
	}

	private static TransactionOutcome outcome(OpenTransaction transaction, Fates fates) {
		TrackedConnection connection = transaction.connection();
		DatabaseSession session = (connection != null) ? connection.session() : null;
		if (!transaction.isDoomed() || session == null || !fates.gone().contains(session)) {
			return TransactionOutcome.UNKNOWN;
		}
		return fates.terminated().contains(session) ? TransactionOutcome.TERMINATED : TransactionOutcome.ABORTED;
	}

	/** How long to wait: less where the whole time is short. */
	private long within(Duration patience, int part) {
		return Math.max(0, Math.min(patience.toNanos(), (this.deadlineNanos - System.nanoTime()) / part));
	}

	private static void awaitEnds(List<OpenTransaction> transactions, long untilNanos) throws InterruptedException {
		for (OpenTransaction transaction : transactions) {
			transaction.awaitEnd(untilNanos);
		}
	}

	/**
	 * Cancels by one statement from outside where that is possible, and otherwise by the
	 * driver, connection by connection. An idle transaction is not touched by either.
	 */
	private void cancel(List<OpenTransaction> doomed) {
		DatabaseDialect dialect = this.dataSource.dialect();
		List<TrackedConnection> left = new ArrayList<>(
				connections(doomed.stream().filter(DataSourceDrain::isOpen).toList()));
		Set<DatabaseSession> sessions = trusted(left);
		if (dialect != null && !sessions.isEmpty()) {
			try (Connection side = this.dataSource.openSide(Duration.ofNanos(within(Duration.ofSeconds(1), 2)))) {
				if (side != null) {
					String server = dialect.server(side);
					sessions.removeIf((session) -> !session.server().equals(server));
					if (!sessions.isEmpty()) {
						dialect.cancel(side, sessions, Duration.ZERO);
					}
					left.removeIf((connection) -> sessions.contains(connection.session()));
				}
			}
			catch (SQLException | RuntimeException ex) {
				logger.debug("Statements of '{}' could not be cancelled from outside", this.dataSource.name(), ex);
			}
		}
		left.forEach((connection) -> this.executor.execute(connection::cancel));
	}

	private List<OpenTransaction> cut(List<OpenTransaction> transactions) throws InterruptedException {
		List<OpenTransaction> left = transactions.stream().filter(DataSourceDrain::isOpen).toList();
		abort(connections(left));
		return left;
	}

	private void abort(List<TrackedConnection> connections) throws InterruptedException {
		CompletableFuture<?>[] aborts = connections.stream()
			.map((connection) -> CompletableFuture.runAsync(connection::cut, this.executor))
			.toArray(CompletableFuture[]::new);
		try {
			CompletableFuture.allOf(aborts).get(ABORT_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("Connections of '{}' are hard to abort", this.dataSource.name(), ex);
		}
	}

	private Fates endSessions(List<TrackedConnection> connections) throws InterruptedException {
		Set<DatabaseSession> returned = connections.stream()
			.filter(TrackedConnection::isClosedByOwner)
			.map(TrackedConnection::session)
			.filter(Objects::nonNull)
			.collect(Collectors.toSet());
		Fates fates = new SessionEnd(this.dataSource, this.deadlineNanos).end(trusted(connections),
				(session) -> !returned.contains(session));
		connections.forEach((connection) -> this.executor.execute(connection::evictCut));
		return fates;
	}

	private static List<TrackedConnection> connections(Collection<OpenTransaction> transactions) {
		return transactions.stream().map(OpenTransaction::connection).filter(Objects::nonNull).toList();
	}

	private static Set<DatabaseSession> trusted(Collection<TrackedConnection> connections) {
		return connections.stream()
			.map(TrackedConnection::session)
			.filter(DataSourceDrain::isTrusted)
			.collect(Collectors.toSet());
	}

	private static boolean isTrusted(@Nullable DatabaseSession session) {
		return session != null && session.trusted();
	}

}
