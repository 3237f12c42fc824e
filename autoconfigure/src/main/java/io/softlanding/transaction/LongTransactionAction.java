/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.Locale;

/**
 * Action for a transaction that has been open for too long.
 *
 * @since 0.1
 */
public enum LongTransactionAction {

	/** Logs the transaction once. */
	LOG,

	/** Cancels its running statement, if there is one. */
	CANCEL,

	/** Terminates its session, which rolls the transaction back. */
	TERMINATE;

	String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
