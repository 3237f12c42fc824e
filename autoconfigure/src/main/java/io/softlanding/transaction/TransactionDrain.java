/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.softlanding.drain.DrainContext;
import io.softlanding.time.NanoClock;
import io.softlanding.transaction.SessionTerminator.Result;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends by force what is open: each data source by itself, then the connections that are
 * still in use.
 */
final class TransactionDrain {

	private static final Logger logger = LoggerFactory.getLogger(TransactionDrain.class);

	/** Part of the time that is kept for the report. */
	private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** Part of the time that is kept for connections that have to be aborted. */
	private static final long FORCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	/** Ends something in one data source. */
	private interface Ending {

		Result run() throws InterruptedException;

	}

	private final OpenTransactions transactions;

	private final TransactionStatus status;

	private final TransactionReport report;

	private final TransactionTimeouts timeouts;

	private final DrainContext context;

	private final Predicate<Thread> permitted;

	private final Predicate<@Nullable TrackedDataSource> sources;

	private final Executor executor;

	private final NanoClock clock;

	private final long deadlineNanos;

	/** Those whose data source was asked to end them, which is done once. */
	private final Set<OpenTransaction> handled = new HashSet<>();

	private final Set<OpenTransaction> seen = new HashSet<>();

	/**
	 * Creates a drain.
	 * @param permitted threads whose transactions are left alone
	 * @param sources data sources whose transactions are ended; {@code null} stands for
	 * that of a transaction without a connection
	 */
	TransactionDrain(OpenTransactions transactions, TransactionStatus status, TransactionReport report,
			TransactionTimeouts timeouts, DrainContext context, Predicate<Thread> permitted,
			Predicate<@Nullable TrackedDataSource> sources, Executor executor) {
		this.transactions = transactions;
		this.status = status;
		this.report = report;
		this.timeouts = timeouts;
		this.clock = transactions.clock();
		this.context = context;
		this.permitted = permitted;
		this.sources = sources;
		this.executor = executor;
		this.deadlineNanos = this.clock.nanoTime() + Math.max(0, context.remaining().toNanos() - REPORT_NANOS);
	}

	void run() throws InterruptedException {
		this.transactions.sources()
			.stream()
			.filter(this.sources)
			.forEach((source) -> this.executor.execute(() -> source.change(Pool::evictIdle)));
		List<OpenTransaction> open = open();
		while (!open.isEmpty() && leftNanos() > 0) {
			this.report.add(open, List.of());
			this.seen.addAll(open);
			this.context.progress(this.status.line(open));
			end(open);
			// What had begun before it could be refused, and got its connection later.
			open = open().stream().filter(this::isLate).toList();
		}
		this.report.endUnknown(this.seen);
		this.report.cut(endUnused());
	}

	private List<OpenTransaction> open() {
		return this.transactions.open(this.permitted).stream().filter(this::concerns).toList();
	}

	private boolean concerns(OpenTransaction transaction) {
		ObservedConnection connection = transaction.connection();
		return this.sources.test((connection != null) ? connection.dataSource() : null);
	}

	private boolean isLate(OpenTransaction transaction) {
		return !this.seen.contains(transaction)
				|| (transaction.connection() != null && !this.handled.contains(transaction));
	}

	private void end(List<OpenTransaction> open) throws InterruptedException {
		open.forEach(OpenTransaction::doom);
		Map<TrackedDataSource, List<OpenTransaction>> bySource = open.stream()
			.filter((transaction) -> transaction.connection() != null)
			.collect(Collectors
				.groupingBy((transaction) -> Objects.requireNonNull(transaction.connection()).dataSource()));
		bySource.values().forEach(this.handled::addAll);
		List<CompletableFuture<?>> ends = new ArrayList<>();
		bySource.forEach((source, transactions) -> ends.add(start(source, () -> drain(source).end(transactions))));
		long until = this.clock.nanoTime() + Math.min(timeouts().rollback().toNanos(), leftNanos() / 3);
		for (OpenTransaction transaction : open) {
			if (transaction.connection() == null) {
				transaction.awaitEnd(until);
			}
		}
		await(ends);
	}

	/**
	 * Waits for connections that are in use without a known transaction, and cuts those
	 * that are not returned.
	 * @return those that were cut
	 */
	private List<TrackedConnection> endUnused() throws InterruptedException {
		List<TrackedConnection> used = used();
		// What was waited for in vain is not waited for again.
		Duration timeout = this.report.knows(List.of(), used) ? Duration.ZERO : timeouts().pool();
		long until = this.clock.nanoTime() + Math.min(timeout.toNanos(), leftNanos() - FORCE_NANOS);
		while (!used.isEmpty() && this.clock.nanoTime() - until < 0) {
			this.context.progress(TransactionStatus.line(used));
			this.clock.sleep(LOOK_NANOS);
			used = used();
		}
		List<CompletableFuture<?>> ends = new ArrayList<>();
		used.stream()
			.collect(Collectors.groupingBy(TrackedConnection::dataSource))
			.forEach((source, connections) -> ends.add(start(source, () -> drain(source).endUnused(connections))));
		await(ends);
		return used;
	}

	private List<TrackedConnection> used() {
		return this.transactions.inUse(this.permitted)
			.stream()
			.filter((connection) -> this.sources.test(connection.dataSource()))
			.toList();
	}

	private TransactionTimeouts timeouts() {
		return this.context.forced() ? TransactionTimeouts.NONE : this.timeouts;
	}

	private DataSourceDrain drain(TrackedDataSource source) {
		return new DataSourceDrain(source, timeouts(), this.clock, this.deadlineNanos - REPORT_NANOS, this.executor);
	}

	private CompletableFuture<?> start(TrackedDataSource source, Ending ending) {
		return CompletableFuture.runAsync(() -> {
			try {
				this.report.note(source, ending.run());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, this.executor);
	}

	private void await(List<CompletableFuture<?>> ends) throws InterruptedException {
		try {
			CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
				.get(Math.max(0, leftNanos()), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("Not every data source is done", ex);
		}
	}

	private long leftNanos() {
		return this.deadlineNanos - this.clock.nanoTime();
	}

}
