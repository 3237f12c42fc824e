/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import javax.sql.DataSource;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.MultiPassParticipant;
import io.softlanding.process.SoftlandingThread;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Leaves no transaction open. As long as there is time it only waits, and only while
 * transactions keep ending: a bean that Spring stops or destroys later may be what ends
 * the others. Force comes for a data source just before it is destroyed, and for all when
 * it is the last look: from then on none may begin, and those that are open are ended.
 */
final class TransactionsParticipant implements MultiPassParticipant, ApplicationListener<ContextClosedEvent> {

	private static final Logger logger = LoggerFactory.getLogger(TransactionsParticipant.class);

	/** In which a hundred stuck transactions can be ended. */
	private static final Duration NEEDED = Duration.ofSeconds(2);

	/** The wait is given up when nothing has ended for so long. */
	private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final OpenTransactions transactions;

	private final TransactionStatus status;

	private final ApplicationContext context;

	private final TransactionTimeouts timeouts;

	private final TransactionReport report;

	/** Force comes from the drain and from the thread that destroys beans. */
	private final Lock force = new ReentrantLock();

	/** Closes the context, and calls what has to be called at its end. */
	private volatile @Nullable Thread closing;

	/** That of the latest look. */
	private volatile @Nullable DrainContext drain;

	TransactionsParticipant(OpenTransactions transactions, TransactionStatus status, ApplicationContext context,
			TransactionTimeouts timeouts) {
		this.transactions = transactions;
		this.status = status;
		this.context = context;
		this.timeouts = timeouts;
		this.report = new TransactionReport(transactions, status);
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		// Parents hear of their children's end too.
		if (event.getApplicationContext() == this.context) {
			this.closing = Thread.currentThread();
		}
	}

	@Override
	public String name() {
		return "transactions";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.TRANSACTIONS;
	}

	@Override
	public Duration needs() {
		return this.transactions.isIdle() ? Duration.ZERO : NEEDED;
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		this.drain = context;
		this.transactions.whenCutOff((transaction) -> this.report.add(List.of(transaction), List.of()));
		Predicate<Thread> permitted = permitted(context);
		if (context.pass() == DrainPass.LAST) {
			this.transactions.refuse(permitted);
			force(context, (source) -> true);
		}
		else {
			await(context, permitted);
		}
		return this.report.result();
	}

	/**
	 * Waits while transactions and uses of connections keep ending that were open when
	 * the wait began. Those that begin meanwhile may be a stream that ends when Spring
	 * stops a bean. What was waited for in vain is not waited for again.
	 */
	private void await(DrainContext context, Predicate<Thread> permitted) throws InterruptedException {
		List<OpenTransaction> open = this.transactions.open(permitted);
		List<TrackedConnection> used = used(permitted);
		NanoClock clock = this.transactions.clock();
		long quiet = clock.nanoTime() + QUIET_NANOS;
		boolean known = this.report.knows(open, used);
		this.report.add(open, used);
		while (!known && !(open.isEmpty() && used.isEmpty()) && !context.forced() && !context.remaining().isZero()
				&& clock.nanoTime() - quiet < 0) {
			context.progress(open.isEmpty() ? TransactionStatus.line(used) : this.status.line(open));
			clock.sleep(LOOK_NANOS);
			List<OpenTransaction> left = new ArrayList<>(open);
			left.retainAll(this.transactions.open(permitted));
			List<TrackedConnection> inUse = new ArrayList<>(used);
			inUse.retainAll(used(permitted));
			if (left.size() < open.size() || inUse.size() < used.size()) {
				quiet = clock.nanoTime() + QUIET_NANOS;
			}
			open = left;
			used = inUse;
		}
		this.report.add(this.transactions.open(permitted), used(permitted));
	}

	/** Connections in use without a known transaction. */
	private List<TrackedConnection> used(Predicate<Thread> permitted) {
		return this.transactions.inUse(permitted).stream().filter((connection) -> {
			OpenTransaction transaction = connection.transaction();
			return transaction == null || transaction.state() == OpenTransaction.State.ENDED;
		}).toList();
	}

	private Predicate<Thread> permitted(DrainContext context) {
		return (thread) -> context.runsOn(thread) || context.initiatedBy(thread) || this.closing == thread;
	}

	/**
	 * Ends by force what is open in a data source that is about to be destroyed, if a
	 * drain has come that far.
	 */
	void beforeDestruction(DataSource dataSource) {
		DrainContext context = this.drain;
		if (context == null) {
			return;
		}
		try {
			force(context, (source) -> source != null && source.isFrom(dataSource));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			logger.warn("Open transactions of a data source could not be ended before it was destroyed", ex);
		}
	}

	private void force(DrainContext context, Predicate<@Nullable TrackedDataSource> which) throws InterruptedException {
		if (!this.force.tryLock(context.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
			return;
		}
		ExecutorService executor = Executors
			.newCachedThreadPool((task) -> new SoftlandingThread("transactions-end", task));
		try {
			new TransactionDrain(this.transactions, this.status, this.report, this.timeouts, context,
					permitted(context), which, executor)
				.run();
		}
		finally {
			this.force.unlock();
			// What hangs in a driver goes on hanging, on a daemon thread.
			executor.shutdown();
		}
	}

	@Override
	public DrainResult conclude() {
		DrainContext context = this.drain;
		if (context != null) {
			this.report.add(this.transactions.open(permitted(context)), List.of());
			this.report.endUnknown();
		}
		return this.report.result();
	}

}
