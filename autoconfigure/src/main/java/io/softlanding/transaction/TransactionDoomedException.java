/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import io.softlanding.drain.DrainRefusal;

/**
 * Thrown by a commit because the transaction was doomed by the drain: it is rolled back.
 *
 * <p>
 * It is no {@code TransactionException} on purpose: Spring commits what those are thrown
 * from before the commit.
 *
 * @since 0.1
 */
public class TransactionDoomedException extends RuntimeException implements DrainRefusal {

	/**
	 * Creates the exception.
	 * @param message which transaction was doomed and why
	 */
	public TransactionDoomedException(String message) {
		super(message);
	}

}
