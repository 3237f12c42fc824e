/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.softlanding.drain.DrainContext;

/**
 * Waits while transactions and uses of connections keep ending that were open when it
 * began. Those that begin meanwhile are not waited for: they may be a stream that ends
 * when Spring stops a bean. What was waited for in vain is not waited for again.
 */
final class OpenWait {

	/** How long nothing has to end until the wait is given up. */
	private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private static final long LOOK_MILLIS = 5;

	private final OpenTransactions transactions;

	private final TransactionStatus status;

	private final TransactionReport report;

	private final Predicate<Thread> permitted;

	/**
	 * Creates a wait.
	 * @param permitted threads that are not waited for
	 */
	OpenWait(OpenTransactions transactions, TransactionStatus status, TransactionReport report,
			Predicate<Thread> permitted) {
		this.transactions = transactions;
		this.status = status;
		this.report = report;
		this.permitted = permitted;
	}

	void await(DrainContext context) throws InterruptedException {
		List<OpenTransaction> open = this.transactions.open(this.permitted);
		List<TrackedConnection> used = used();
		boolean known = this.report.knows(open, used);
		this.report.add(open);
		this.report.leave(used);
		long quiet = System.nanoTime() + QUIET_NANOS;
		while (!known && !(open.isEmpty() && used.isEmpty()) && !context.forced() && !context.remaining().isZero()
				&& System.nanoTime() - quiet < 0) {
			context.progress(open.isEmpty() ? TransactionStatus.line(used) : this.status.line(open));
			TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
			List<OpenTransaction> left = new ArrayList<>(open);
			left.retainAll(this.transactions.open(this.permitted));
			List<TrackedConnection> inUse = new ArrayList<>(used);
			inUse.retainAll(used());
			if (left.size() < open.size() || inUse.size() < used.size()) {
				quiet = System.nanoTime() + QUIET_NANOS;
			}
			open = left;
			used = inUse;
		}
		this.report.add(this.transactions.open(this.permitted));
		this.report.leave(used());
	}

	/** Connections in use without a transaction that is known. */
	private List<TrackedConnection> used() {
		return this.transactions.connections().stream().filter((connection) -> {
			Thread thread = connection.thread();
			OpenTransaction transaction = connection.transaction();
			return thread != null && !this.permitted.test(thread)
					&& (transaction == null || transaction.state() == OpenTransaction.State.ENDED);
		}).toList();
	}

}
