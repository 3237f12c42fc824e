/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.stock;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;

/**
 * How many of each product are left, counted in Redis.
 */
@Component
public class Stock {

	/**
	 * Check and act in one step, so that two orders never share the last one.
	 */
	private static final RedisScript<Long> TAKE = RedisScript.of("""
			local left = tonumber(redis.call('get', KEYS[1]) or '0')
			if left < tonumber(ARGV[1]) then return 0 end
			redis.call('decrby', KEYS[1], ARGV[1])
			return 1
			""", Long.class);

	private final StringRedisTemplate redis;

	private final Map<String, Product> catalogue;

	Stock(StringRedisTemplate redis, ShopProperties properties) {
		this.redis = redis;
		this.catalogue = new TreeMap<>(properties.catalogue());
	}

	@EventListener(ApplicationStartedEvent.class)
	void fillShelves() {
		this.catalogue
			.forEach((sku, product) -> this.redis.opsForValue().setIfAbsent(key(sku), Long.toString(product.stock())));
	}

	/**
	 * The price of one.
	 * @throws UnknownProductException if the shop does not sell it
	 */
	public BigDecimal price(String sku) {
		Product product = this.catalogue.get(sku);
		if (product == null) {
			throw new UnknownProductException(sku);
		}
		return product.price();
	}

	/**
	 * Takes that many off the shelf, all or none.
	 * @throws OutOfStockException if fewer are left
	 */
	public void take(String sku, int quantity) {
		Long taken = this.redis.execute(TAKE, List.of(key(sku)), Integer.toString(quantity));
		if (taken == null || taken == 0) {
			throw new OutOfStockException(sku, quantity);
		}
	}

	public void putBack(String sku, int quantity) {
		this.redis.opsForValue().increment(key(sku), quantity);
	}

	List<String> products() {
		return List.copyOf(this.catalogue.keySet());
	}

	OptionalLong left(String sku) {
		@Nullable String left = this.redis.opsForValue().get(key(sku));
		return (left != null) ? OptionalLong.of(Long.parseLong(left)) : OptionalLong.empty();
	}

	private static String key(String sku) {
		return "stock:" + sku;
	}

}
