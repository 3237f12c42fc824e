/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

/**
 * Published when an order was placed, paid or has expired.
 *
 * @param order the order after the change
 */
record OrderChanged(Order order) {
}
