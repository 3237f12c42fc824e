/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Orders over HTTP.
 */
@RestController
@RequestMapping("/orders")
class OrderController {

	private static final int LATEST = 50;

	private final OrderService orders;

	private final OrderRepository repository;

	private final OrderEvents events;

	OrderController(OrderService orders, OrderRepository repository, OrderEvents events) {
		this.orders = orders;
		this.repository = repository;
		this.events = events;
	}

	@PostMapping
	ResponseEntity<Order> place(@Valid @RequestBody OrderRequest request) {
		Order order = this.orders.place(request.sku(), request.quantity());
		return ResponseEntity.created(URI.create("/orders/" + order.id())).body(order);
	}

	@GetMapping
	List<Order> latest() {
		return this.repository.findLatest(LATEST);
	}

	@GetMapping("/{id}")
	Order one(@PathVariable long id) {
		return this.repository.find(id).orElseThrow(() -> new UnknownOrderException(id));
	}

	@PostMapping("/{id}/pay")
	Order pay(@PathVariable long id, @RequestParam(defaultValue = "2000") @Min(0) @Max(60_000) int ms,
			@RequestParam(defaultValue = "false") boolean outage) {
		return this.orders.pay(id, Duration.ofMillis(ms), outage);
	}

	@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter events() {
		return this.events.open();
	}

	/**
	 * What a client orders.
	 */
	record OrderRequest(@NotBlank String sku, @Min(1) @Max(100) int quantity) {
	}

}
