/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

/**
 * Orders as other services and the page read them. Written by hand, because the classes
 * that write JSON differ between the versions of Spring Boot.
 */
final class OrderJson {

	private OrderJson() {
	}

	static String of(Order order) {
		String sku = order.sku().replace("\\", "\\\\").replace("\"", "\\\"");
		return "{\"id\":%s,\"sku\":\"%s\",\"quantity\":%s,\"total\":%s,\"status\":\"%s\",\"placedAt\":\"%s\"}"
			.formatted(order.id(), sku, order.quantity(), order.total(), order.status(), order.placedAt());
	}

}
