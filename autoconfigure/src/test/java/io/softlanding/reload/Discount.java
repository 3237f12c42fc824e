/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Another record of a user, which must agree with the first.
 *
 * @param percent off the price
 * @param apiKey a secret
 */
@ConfigurationProperties("discount")
record Discount(@DefaultValue("0") int percent, @DefaultValue("none") String apiKey) {
}
