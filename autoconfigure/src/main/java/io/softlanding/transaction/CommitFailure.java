/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientException;
import java.sql.SQLTimeoutException;
import java.util.Set;

import io.softlanding.drain.DrainRefusal;

/**
 * What a commit that failed has left behind.
 */
final class CommitFailure {

	/** Classes of SQL states by which a server says that it refused the commit. */
	private static final Set<String> REFUSED = Set.of("22", "23", "25", "27", "40", "42", "44", "55", "P0");

	/** "Statement completion unknown", which is of a class that is known otherwise. */
	private static final String COMPLETION_UNKNOWN = "40003";

	/** A deferred trigger was cancelled. */
	private static final String CANCELED = "57014";

	/** "Operator intervention": Spring makes no retryable exception of it. */
	private static final String OPERATOR_INTERVENTION = "57000";

	private CommitFailure() {
	}

	static SQLException refusal(OpenTransaction transaction) {
		return new Refusal("This instance is shutting down: %s is rolled back".formatted(transaction),
				OPERATOR_INTERVENTION);
	}

	private static final class Refusal extends SQLNonTransientException implements DrainRefusal {

		private static final long serialVersionUID = 1L;

		Refusal(String message, String state) {
			super(message, state);
		}

	}

	/** Whether the driver or the server has refused, so that nothing is on its way. */
	static boolean isAnswer(SQLException failure) {
		String state = failure.getSQLState();
		return failure instanceof SQLFeatureNotSupportedException
				|| state != null && !state.startsWith("08") && !(failure instanceof SQLTimeoutException);
	}

	/** Rolled back if the server says so by the SQL state, otherwise unknown. */
	static TransactionOutcome outcome(Exception failure) {
		String state = (failure instanceof SQLException ex) ? ex.getSQLState() : null;
		if (state == null || state.length() != 5 || state.equals(COMPLETION_UNKNOWN)) {
			return TransactionOutcome.UNKNOWN;
		}
		boolean refused = state.equals(CANCELED) || REFUSED.contains(state.substring(0, 2));
		return refused ? TransactionOutcome.ROLLED_BACK : TransactionOutcome.UNKNOWN;
	}

}
