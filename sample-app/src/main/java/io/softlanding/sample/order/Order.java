/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * An order as the database has it.
 *
 * @param id its number
 * @param sku what was ordered
 * @param quantity how many
 * @param total what they cost together
 * @param status what has become of it
 * @param placedAt when it was placed
 */
record Order(long id, String sku, int quantity, BigDecimal total, OrderStatus status, Instant placedAt) {

	Order with(OrderStatus status) {
		return new Order(this.id, this.sku, this.quantity, this.total, status, this.placedAt);
	}

}
