/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.stock;

import java.math.BigDecimal;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Something the shop sells.
 *
 * @param price the price of one
 * @param stock how many there are when the shop opens for the first time
 */
public record Product(BigDecimal price, @DefaultValue("100") long stock) {
}
