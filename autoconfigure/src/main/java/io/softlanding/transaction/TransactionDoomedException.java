/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import io.softlanding.drain.DrainRefusal;

/**
 * Thrown by the commit of a transaction that a drain has marked as rollback-only. The
 * transaction is rolled back.
 *
 * <p>
 * Deliberately not a {@code TransactionException}: Spring commits a transaction if such
 * an exception is thrown before its commit.
 *
 * @since 0.1
 */
public class TransactionDoomedException extends RuntimeException implements DrainRefusal {

	/**
	 * Creates the exception.
	 * @param message the transaction and the reason
	 */
	public TransactionDoomedException(String message) {
		super(message);
	}

}
