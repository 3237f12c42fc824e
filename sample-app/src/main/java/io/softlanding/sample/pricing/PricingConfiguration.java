/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.pricing;

import java.util.List;

import io.softlanding.reload.EnableReloadable;
import io.softlanding.reload.SnapshotValidator;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The terms that may change while the service runs, and what they have to agree on.
 */
@Configuration(proxyBeanMethods = false)
@EnableReloadable({ Pricing.class, Discount.class })
class PricingConfiguration {

	@Bean
	SnapshotValidator onePriceList() {
		return (snapshot) -> {
			boolean agree = snapshot.get(Pricing.class).list().equals(snapshot.get(Discount.class).list());
			return agree ? List.of() : List.of("pricing.list and discount.list are not the same price list");
		};
	}

}
