/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * Thrown when an order that is paid or expired is to be paid.
 */
class OrderNotPayableException extends ResponseStatusException {

	OrderNotPayableException(Order order) {
		super(HttpStatus.CONFLICT, "Order " + order.id() + " is " + order.status());
	}

}
