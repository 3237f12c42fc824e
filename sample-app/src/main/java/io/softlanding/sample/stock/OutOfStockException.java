/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.stock;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * Thrown when fewer are left than somebody wants.
 */
class OutOfStockException extends ResponseStatusException {

	OutOfStockException(String sku, int quantity) {
		super(HttpStatus.CONFLICT, "There are no " + quantity + " of '" + sku + "' left");
	}

}
