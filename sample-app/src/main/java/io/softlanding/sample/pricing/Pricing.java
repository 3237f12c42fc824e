/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.pricing;

import java.math.BigDecimal;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is added to what we pay.
 *
 * @param list the price list this belongs to
 * @param margin as a part of one
 */
@ConfigurationProperties("pricing")
record Pricing(@NotBlank String list,
		@NotNull @DecimalMin("0") @DecimalMax("10") @DefaultValue("0.25") BigDecimal margin) {
}
