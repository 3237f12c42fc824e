/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import io.softlanding.reload.EnableReloadable;
import io.softlanding.reload.ReloadListener;
import io.softlanding.reload.Reloadable;
import io.softlanding.reload.Snapshot;
import io.softlanding.reload.SnapshotValidator;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class PriceService {

	private final Reloadable<Pricing> pricing;

	PriceService(Reloadable<Pricing> pricing) {
		this.pricing = pricing;
	}

	BigDecimal price(BigDecimal cost) {
		return cost.multiply(BigDecimal.ONE.add(this.pricing.get().margin()));
	}

	BigDecimal discounted(BigDecimal cost) {
		Snapshot snapshot = this.pricing.snapshot();
		BigDecimal margin = snapshot.get(Pricing.class).margin();
		BigDecimal discount = snapshot.get(Discount.class).rate();
		return cost.multiply(BigDecimal.ONE.add(margin).subtract(discount));
	}

	@ConfigurationProperties("pricing")
	record Pricing(@NotNull @DecimalMin("0.0") BigDecimal margin, @DefaultValue("5m") Duration cacheFor) {
	}

	@ConfigurationProperties("discount")
	record Discount(@DefaultValue("0") BigDecimal rate) {
	}

	@Configuration
	@EnableReloadable({ Pricing.class, Discount.class })
	static class PricingConfiguration {

		@Bean
		SnapshotValidator discountIsCovered() {
			return (snapshot) -> {
				BigDecimal margin = snapshot.get(Pricing.class).margin();
				boolean covered = snapshot.get(Discount.class).rate().compareTo(margin) <= 0;
				return covered ? List.of() : List.of("discount.rate is more than pricing.margin");
			};
		}

		@Bean
		ReloadListener priceCache(PriceCache cache) {
			return (old, next) -> {
				Duration before = old.get(Pricing.class).cacheFor();
				Duration after = next.get(Pricing.class).cacheFor();
				return ReloadListener.Step.of(() -> cache.expireAfter(after), () -> cache.expireAfter(before));
			};
		}

	}

	interface PriceCache {

		void expireAfter(Duration time);

	}

}
