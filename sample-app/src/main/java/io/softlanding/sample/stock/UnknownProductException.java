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
