/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.stock;

import java.time.Duration;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the shop sells and on which terms.
 *
 * @param catalogue the products by their SKU
 * @param unpaidFor how long an order waits for its payment before it expires
 */
@ConfigurationProperties("shop")
public record ShopProperties(Map<String, Product> catalogue, @DefaultValue("15m") Duration unpaidFor) {
}
