/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.stock;

import jakarta.validation.constraints.Min;

import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Counts shelves, for the end-to-end tests; never in production.
 */
@RestController
@RequestMapping(path = "/lab/stock/{sku}", produces = MediaType.TEXT_PLAIN_VALUE)
@Profile("lab")
class LabStockController {

	private final LabShelves shelves;

	LabStockController(LabShelves shelves) {
		this.shelves = shelves;
	}

	/** Answers as soon as the count is in memory. */
	@PutMapping
	String put(@PathVariable String sku, @RequestParam @Min(0) long quantity) throws InterruptedException {
		if (!this.shelves.count(sku, quantity)) {
			throw new ResponseStatusException(HttpStatus.CONFLICT, "Another instance counts '" + sku + "'");
		}
		return quantity + "\n";
	}

	@GetMapping
	String get(@PathVariable String sku) {
		Long quantity = this.shelves.counted(sku);
		return ((quantity != null) ? quantity : 0) + "\n";
	}

}
