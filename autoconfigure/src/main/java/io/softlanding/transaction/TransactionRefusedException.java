/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import io.softlanding.drain.DrainRefusal;

import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Thrown instead of beginning a transaction because this instance ends its transactions
 * and begins no new ones. Nothing was begun; another instance can be asked.
 *
 * @since 0.1
 */
public class TransactionRefusedException extends CannotCreateTransactionException implements DrainRefusal {

	/**
	 * Creates the exception.
	 * @param message what was refused and why
	 */
	public TransactionRefusedException(String message) {
		super(message);
	}

}
