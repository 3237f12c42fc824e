/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.softlanding.sample.payment.PaymentGateway;
import io.softlanding.sample.stock.Stock;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Places orders, takes their payment, and gives up on those that nobody pays.
 */
@Service
class OrderService {

	private final OrderRepository orders;

	private final Stock stock;

	private final PaymentGateway gateway;

	private final TransactionTemplate transaction;

	private final ApplicationEventPublisher events;

	OrderService(OrderRepository orders, Stock stock, PaymentGateway gateway, TransactionTemplate transaction,
			ApplicationEventPublisher events) {
		this.orders = orders;
		this.stock = stock;
		this.gateway = gateway;
		this.transaction = transaction;
		this.events = events;
	}

	Order place(String sku, int quantity) {
		BigDecimal total = this.stock.price(sku).multiply(BigDecimal.valueOf(quantity));
		this.stock.take(sku, quantity);
		try {
			return Objects.requireNonNull(
					this.transaction.execute((status) -> publish(this.orders.insert(sku, quantity, total))));
		}
		catch (RuntimeException ex) {
			// Redis takes no part in the transaction.
			this.stock.putBack(sku, quantity);
			throw ex;
		}
	}

	/**
	 * Takes the payment of an order in one long transaction. Asking a gateway inside of
	 * it is what services do and should not do, and what a drain has to cope with.
	 */
	@Transactional
	public Order pay(long id, Duration latency, boolean outage) {
		Order order = this.orders.findAndLock(id).orElseThrow(() -> new UnknownOrderException(id));
		if (order.status() != OrderStatus.PLACED) {
			throw new OrderNotPayableException(order);
		}
		this.gateway.charge(id, order.total(), latency, outage);
		this.orders.markPaid(order);
		return publish(order.with(OrderStatus.PAID));
	}

	@Transactional
	public List<Order> expirePlacedBefore(Instant time) {
		List<Order> expired = this.orders.expirePlacedBefore(time);
		expired.forEach(this::publish);
		return expired;
	}

	private Order publish(Order order) {
		this.events.publishEvent(new OrderChanged(order));
		return order;
	}

}
