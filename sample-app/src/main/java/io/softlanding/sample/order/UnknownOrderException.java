/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * Thrown when there is no order with such a number.
 */
class UnknownOrderException extends ResponseStatusException {

	UnknownOrderException(long id) {
		super(HttpStatus.NOT_FOUND, "There is no order " + id);
	}

}
