/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.Locale;

/**
 * How a transaction ended, as far as that is known.
 *
 * @since 0.1
 */
enum TransactionOutcome {

	/** The database has confirmed the commit. */
	COMMITTED,

	/** Its owner or the database rolled it back. */
	ROLLED_BACK,

	/** It was doomed by the drain, and its owner rolled it back. */
	DOOMED,

	/**
	 * Its connection was cut by the drain, and the database is proven to have ended the
	 * session.
	 */
	ABORTED,

	/**
	 * Its session was ended from another connection, and the database is proven to have
	 * done so.
	 */
	TERMINATED,

	/**
	 * It cannot be known: the connection was lost during the commit, or it could not be
	 * proven that the database has ended the session.
	 */
	UNKNOWN;

	/**
	 * Returns the name that status, report and metrics use.
	 * @return for example {@code rolled_back}
	 */
	String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
