/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.Comparator;

import io.softlanding.inflight.RequestDetail;
import io.softlanding.inflight.ServedRequest;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that is open for a request, the innermost if there are several.
 */
final class RequestTransaction implements RequestDetail {

	private final OpenTransactions transactions;

	RequestTransaction(OpenTransactions transactions) {
		this.transactions = transactions;
	}

	@Override
	public String name() {
		return "transaction";
	}

	@Override
	public @Nullable Object of(ServedRequest request) {
		return this.transactions.open()
			.stream()
			.filter((transaction) -> transaction.request() == request)
			.map(OpenTransaction::id)
			.max(Comparator.naturalOrder())
			.orElse(null);
	}

}
