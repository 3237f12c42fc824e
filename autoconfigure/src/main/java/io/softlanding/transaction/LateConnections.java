/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that threads go on using although the request is over for which they work:
 * each is said once.
 */
final class LateConnections {

	private static final Logger logger = LoggerFactory.getLogger(LateConnections.class);

	private final OpenTransactions transactions;

	private final TransactionStatus status;

	/** Those that are in use and were told; used by the thread that looks. */
	private final Set<TrackedConnection> known = new HashSet<>();

	LateConnections(OpenTransactions transactions, TransactionStatus status) {
		this.transactions = transactions;
		this.status = status;
	}

	/** Looks once. Called by one thread. */
	void look() {
		List<TrackedConnection> late = this.transactions.late();
		this.known.retainAll(late);
		late.stream()
			.filter(this.known::add)
			.forEach((connection) -> logger.warn("A connection is still in use, and the request is over: {}",
					this.status.describe(connection)));
	}

}
