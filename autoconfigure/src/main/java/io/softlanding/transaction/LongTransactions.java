/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.softlanding.process.SoftlandingThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Looks for transactions of this instance that have been open for too long, and acts on
 * each of them once, the oldest first. Logs connections in use after their request once.
 * A thread looks while the context runs.
 */
final class LongTransactions implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(LongTransactions.class);

	/** How long the database may take to accept a connection. */
	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

	/** How long it may take to answer while owners wait, of whom three are asked for. */
	private static final Duration ANSWER_TIMEOUT = Duration.ofMillis(800);

	private final OpenTransactions transactions;

	private final TransactionStatus status;

	private final Duration threshold;

	private final LongTransactionAction action;

	private final int limit;

	private final Duration interval;

	private final Consumer<LongTransactionEvent> events;

	private final EnumCounts<LongTransactionAction> counts = new EnumCounts<>(LongTransactionAction.class);

	/** Those that are open and were dealt with; used by the thread that looks. */
	private final Set<OpenTransaction> known = new HashSet<>();

	/** Those that are in use and were logged; used by the thread that looks. */
	private final Set<TrackedConnection> late = new HashSet<>();

	private volatile boolean privilegesMissing;

	private volatile @Nullable Thread thread;

	LongTransactions(OpenTransactions transactions, TransactionStatus status, Duration threshold,
			LongTransactionAction action, int limit, Duration interval, Consumer<LongTransactionEvent> events) {
		this.transactions = transactions;
		this.status = status;
		this.threshold = threshold;
		this.action = action;
		this.limit = limit;
		this.interval = interval;
		this.events = events;
	}

	@Override
	public void start() {
		Thread thread = new SoftlandingThread("transaction-watch", this::watch);
		this.thread = thread;
		thread.start();
	}

	private void watch() {
		try {
			while (this.thread == Thread.currentThread()) {
				TimeUnit.NANOSECONDS.sleep(this.interval.toNanos());
				try {
					look();
				}
				catch (RuntimeException ex) {
					logger.warn("The check for long transactions and overdue connections failed", ex);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void stop() {
		Thread thread = this.thread;
		this.thread = null;
		if (thread != null) {
			thread.interrupt();
		}
	}

	/** Late: a drain leaves time to what stops before its back half. */
	@Override
	public int getPhase() {
		return 0;
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

	/** Looks once. Called by one thread. */
	void look() {
		lookForLateConnections();
		if (this.transactions.isDraining()) {
			return;
		}
		List<OpenTransaction> open = this.transactions.open();
		this.known.retainAll(open);
		List<OpenTransaction> due = open.stream()
			.filter((transaction) -> this.transactions.ageNanos(transaction) >= this.threshold.toNanos())
			.filter((transaction) -> !this.known.contains(transaction))
			.limit(this.limit)
			.toList();
		this.known.addAll(due);
		due.forEach(this::tell);
		if (this.action != LongTransactionAction.LOG) {
			due.stream()
				.filter((transaction) -> transaction.connection() != null)
				.collect(Collectors
					.groupingBy((transaction) -> Objects.requireNonNull(transaction.connection()).dataSource()))
				.forEach(this::act);
		}
	}

	/** Those that threads use although the request is over for which they work. */
	private void lookForLateConnections() {
		List<TrackedConnection> late = this.transactions.late();
		this.late.retainAll(late);
		late.stream()
			.filter(this.late::add)
			.forEach((connection) -> logger.warn("A connection is still in use after the end of its request: {}",
					this.status.describe(connection)));
	}

	private void tell(OpenTransaction transaction) {
		logger.warn("Open for longer than {}: {}; action: {}", this.threshold, this.status.describe(transaction),
				this.action.text());
		this.counts.count(this.action);
		try {
			this.events.accept(new LongTransactionEvent(transaction.id(), transaction.name(),
					Duration.ofNanos(this.transactions.ageNanos(transaction)), transaction.thread().getName(),
					TransactionStatus.route(transaction.request()), this.action));
		}
		catch (RuntimeException ex) {
			logger.warn("A listener failed", ex);
		}
	}

	private void act(TrackedDataSource dataSource, List<OpenTransaction> transactions) {
		List<ObservedConnection> connections = transactions.stream()
			.map(OpenTransaction::connection)
			.filter(Objects::nonNull)
			.toList();
		connections.forEach(ObservedConnection::number);
		DatabaseDialect dialect = dataSource.dialect();
		try (Connection side = (dialect != null) ? dataSource.openSide(CONNECT_TIMEOUT) : null) {
			if (dialect == null || side == null) {
				logger.warn("The watch cannot connect to the database of '{}': its URL or credentials are unknown",
						dataSource.name());
				return;
			}
			if (!dialect.isDirect(side)) {
				logger.warn("A proxy hides the sessions of '{}': the watch cannot act on them", dataSource.name());
				return;
			}
			SessionTerminator.find(dialect, side, connections);
			String server = dialect.server(side);
			UnpooledConnections.limit(side, ANSWER_TIMEOUT);
			for (List<OpenTransaction> part : SessionHold.parts(dialect, transactions)) {
				try (SessionHold hold = new SessionHold(part)) {
					hold.send((all) -> {
						List<DatabaseSession> sessions = all.stream()
							.filter((session) -> session.server().equals(server))
							.toList();
						if (this.action == LongTransactionAction.CANCEL) {
							dialect.cancel(side, sessions, this.threshold);
						}
						else {
							dialect.terminate(side, sessions, this.threshold);
						}
					});
				}
			}
		}
		catch (SQLException | RuntimeException ex) {
			failed(dataSource, ex);
		}
	}

	private void failed(TrackedDataSource dataSource, Exception failure) {
		DatabaseDialect dialect = dataSource.dialect();
		String state = (failure instanceof SQLException ex) ? ex.getSQLState() : null;
		if (failure instanceof SQLException ex && dialect != null && dialect.lacksPrivileges(ex)) {
			if (!this.privilegesMissing) {
				this.privilegesMissing = true;
				logger.warn("The user of '{}' lacks the privileges to {} sessions; this is logged once",
						dataSource.name(), this.action.text());
			}
			return;
		}
		logger.warn("The watch could not act on long transactions of '{}': {}", dataSource.name(),
				(state != null) ? "SQL state " + state : failure.getClass().getName());
	}

	long countOf(LongTransactionAction action) {
		return this.counts.countOf(action);
	}

}
