/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.stock;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * Thrown when the shop does not sell such a thing.
 */
class UnknownProductException extends ResponseStatusException {

	UnknownProductException(String sku) {
		super(HttpStatus.NOT_FOUND, "Nothing is sold here as '" + sku + "'");
	}

}
