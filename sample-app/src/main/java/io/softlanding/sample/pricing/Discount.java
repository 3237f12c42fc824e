/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.pricing;

import java.math.BigDecimal;

import jakarta.validation.constraints.NotBlank;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is taken off again.
 *
 * @param list the price list this belongs to
 * @param rate as a part of one
 */
@ConfigurationProperties("discount")
record Discount(@NotBlank String list, @DefaultValue("0") BigDecimal rate) {
}
