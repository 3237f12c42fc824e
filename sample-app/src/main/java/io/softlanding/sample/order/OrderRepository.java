/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Orders and payments in PostgreSQL.
 */
@Repository
class OrderRepository {

	private final JdbcClient jdbc;

	OrderRepository(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	Order insert(String sku, int quantity, BigDecimal total) {
		return this.jdbc.sql("INSERT INTO orders (sku, quantity, total) VALUES (?, ?, ?) RETURNING *")
			.params(sku, quantity, total)
			.query(OrderRepository::toOrder)
			.single();
	}

	Optional<Order> find(long id) {
		return this.jdbc.sql("SELECT * FROM orders WHERE id = ?").param(id).query(OrderRepository::toOrder).optional();
	}

	Optional<Order> findAndLock(long id) {
		return this.jdbc.sql("SELECT * FROM orders WHERE id = ? FOR UPDATE")
			.param(id)
			.query(OrderRepository::toOrder)
			.optional();
	}

	List<Order> findLatest(int limit) {
		return this.jdbc.sql("SELECT * FROM orders ORDER BY id DESC LIMIT ?")
			.param(limit)
			.query(OrderRepository::toOrder)
			.list();
	}

	void markPaid(Order order) {
		this.jdbc.sql("INSERT INTO payments (order_id, amount) VALUES (?, ?)")
			.params(order.id(), order.total())
			.update();
		this.jdbc.sql("UPDATE orders SET status = 'PAID' WHERE id = ?").param(order.id()).update();
	}

	/**
	 * Expires what was placed before that time; an order that is just being paid is left
	 * alone.
	 */
	List<Order> expirePlacedBefore(Instant time) {
		return this.jdbc.sql("""
				UPDATE orders SET status = 'EXPIRED' WHERE id IN (
					SELECT id FROM orders WHERE status = 'PLACED' AND placed_at < ? FOR UPDATE SKIP LOCKED)
				RETURNING *""").param(Timestamp.from(time)).query(OrderRepository::toOrder).list();
	}

	private static Order toOrder(ResultSet row, int index) throws SQLException {
		return new Order(row.getLong("id"), row.getString("sku"), row.getInt("quantity"), row.getBigDecimal("total"),
				OrderStatus.valueOf(row.getString("status")), row.getTimestamp("placed_at").toInstant());
	}

}
