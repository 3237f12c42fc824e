/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.payment;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the payment provider took no money.
 */
public class PaymentUnavailableException extends RuntimeException {

	PaymentUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
