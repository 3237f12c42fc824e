/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.softlanding.sample.stock.ShopProperties;
import io.softlanding.sample.stock.Stock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Expires orders that nobody pays and puts their goods back on the shelf.
 */
@Component
class OrderExpiry {

	private static final Logger logger = LoggerFactory.getLogger(OrderExpiry.class);

	private final OrderService orders;

	private final Stock stock;

	private final Duration unpaidFor;

	OrderExpiry(OrderService orders, Stock stock, ShopProperties properties) {
		this.orders = orders;
		this.stock = stock;
		this.unpaidFor = properties.unpaidFor();
	}

	@Scheduled(fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
	void expire() {
		List<Order> expired = this.orders.expirePlacedBefore(Instant.now().minus(this.unpaidFor));
		// Only after the commit: an order that is still unpaid keeps its goods.
		expired.forEach((order) -> this.stock.putBack(order.sku(), order.quantity()));
		if (!expired.isEmpty()) {
			logger.info("{} unpaid orders have expired", expired.size());
		}
	}

}
