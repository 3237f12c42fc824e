/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.Locale;

/**
 * What is done about a transaction that has been open for too long.
 *
 * @since 0.1
 */
public enum LongTransactionAction {

	/** Say it, once. */
	LOG,

	/** Cancel its statement, if one runs. */
	CANCEL,

	/** End its session, which rolls it back. */
	TERMINATE;

	String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
