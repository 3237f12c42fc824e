/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

import org.springframework.boot.json.JsonWriter;

/**
 * Orders as other services and the page read them.
 */
final class OrderJson {

	private static final JsonWriter<Order> WRITER = JsonWriter.of((members) -> {
		members.add("id", Order::id);
		members.add("sku", Order::sku);
		members.add("quantity", Order::quantity);
		members.add("total", Order::total);
		members.add("status", Order::status);
		members.add("placedAt", (order) -> order.placedAt().toString());
	});

	private OrderJson() {
	}

	static String of(Order order) {
		return WRITER.writeToString(order);
	}

}
