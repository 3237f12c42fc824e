/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.stock;

import java.math.BigDecimal;
import java.util.List;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows the shelves.
 */
@RestController
@RequestMapping("/stock")
class StockController {

	private final Stock stock;

	StockController(Stock stock) {
		this.stock = stock;
	}

	@GetMapping
	List<Shelf> all() {
		return this.stock.products().stream().map(this::shelf).toList();
	}

	@GetMapping("/{sku}")
	Shelf one(@PathVariable String sku) {
		return shelf(sku);
	}

	private Shelf shelf(String sku) {
		return new Shelf(sku, this.stock.price(sku), this.stock.left(sku).orElse(0));
	}

	record Shelf(String sku, BigDecimal price, long left) {
	}

}
