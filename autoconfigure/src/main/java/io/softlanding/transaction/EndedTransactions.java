/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many transactions ended in which way.
 */
final class EndedTransactions {

	private final Map<TransactionOutcome, LongAdder> counts = new EnumMap<>(TransactionOutcome.class);

	EndedTransactions() {
		for (TransactionOutcome outcome : TransactionOutcome.values()) {
			this.counts.put(outcome, new LongAdder());
		}
	}

	void count(TransactionOutcome outcome) {
		adder(outcome).increment();
	}

	long countOf(TransactionOutcome outcome) {
		return adder(outcome).sum();
	}

	@SuppressWarnings("NullAway") // All keys are there from the start.
	private LongAdder adder(TransactionOutcome outcome) {
		return this.counts.get(outcome);
	}

}
