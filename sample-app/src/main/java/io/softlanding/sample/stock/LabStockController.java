package io.softlanding.sample.stock;

import io.softlanding.cache.WriteBehindCache;
import jakarta.validation.constraints.Min;

import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Counts shelves, for the end-to-end tests; never in production.
 */
@RestController
@RequestMapping(path = "/lab/stock/{sku}", produces = MediaType.TEXT_PLAIN_VALUE)
@Profile("lab")
class LabStockController {

	private final WriteBehindCache<String, Long> stock;

	LabStockController(WriteBehindCache<String, Long> stock) {
		this.stock = stock;
	}

	/** Answers as soon as the count is in memory. */
	@PutMapping
	String put(@PathVariable String sku, @RequestParam @Min(0) long quantity) {
		this.stock.put(sku, quantity);
		return quantity + "\n";
	}

	@GetMapping
	String get(@PathVariable String sku) {
		Long quantity = this.stock.get(sku, Long.class);
		return ((quantity != null) ? quantity : 0) + "\n";
	}

}
