/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import io.softlanding.drain.DrainRefusal;

import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Thrown when a transaction is refused because this instance is shutting down. No
 * transaction has begun, and another instance can answer the request.
 *
 * @since 0.1
 */
public class TransactionRefusedException extends CannotCreateTransactionException implements DrainRefusal {

	/**
	 * Creates the exception.
	 * @param message the refused transaction and the reason
	 */
	public TransactionRefusedException(String message) {
		super(message);
	}

}
