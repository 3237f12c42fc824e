/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

/**
 * What has become of an order.
 */
enum OrderStatus {

	PLACED, PAID, EXPIRED

}
