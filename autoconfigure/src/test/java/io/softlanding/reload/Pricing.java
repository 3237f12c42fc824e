/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.math.BigDecimal;
import java.time.Duration;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A record of a user.
 *
 * @param margin on top of what is paid
 * @param cacheFor how long a price is good
 */
@ConfigurationProperties("pricing")
record Pricing(@NotNull @DecimalMin("0.1") BigDecimal margin, @DefaultValue("5m") Duration cacheFor) {
}
