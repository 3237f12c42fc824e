/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.pricing;

import java.math.BigDecimal;

import io.softlanding.reload.Reloadable;
import io.softlanding.reload.Snapshot;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows the terms in force.
 */
@RestController
class PricingController {

	private final Reloadable<Pricing> pricing;

	PricingController(Reloadable<Pricing> pricing) {
		this.pricing = pricing;
	}

	/**
	 * The terms, all of one generation.
	 *
	 * @param generation which one
	 * @param pricingList the price list of the margin
	 * @param discountList the price list of the discount; the same
	 * @param margin what is added
	 * @param rate what is taken off
	 */
	record Terms(long generation, String pricingList, String discountList, BigDecimal margin, BigDecimal rate) {
	}

	@GetMapping("/pricing")
	Terms terms() {
		Snapshot snapshot = this.pricing.snapshot();
		Pricing pricing = snapshot.get(Pricing.class);
		Discount discount = snapshot.get(Discount.class);
		return new Terms(snapshot.generation(), pricing.list(), discount.list(), pricing.margin(), discount.rate());
	}

}
