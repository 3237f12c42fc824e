/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.util.UUID;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * A minimal application: orders in a table.
 */
@SpringBootApplication
@RestController
public class Shop {

	private final JdbcTemplate jdbc;

	Shop(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
		jdbc.execute("CREATE TABLE IF NOT EXISTS orders (id VARCHAR(40) PRIMARY KEY, item VARCHAR(100))");
	}

	public static void main(String[] args) {
		SpringApplication.run(Shop.class, args);
	}

	/**
	 * What clients are told.
	 *
	 * @param id its key
	 */
	record Order(String id) {
	}

	@PostMapping("/orders")
	@ResponseStatus(HttpStatus.CREATED)
	Order order(@RequestBody String item) {
		String id = UUID.randomUUID().toString();
		this.jdbc.update("INSERT INTO orders VALUES (?, ?)", id, item);
		return new Order(id);
	}

	@GetMapping("/orders")
	int count() {
		Integer count = this.jdbc.queryForObject("SELECT count(*) FROM orders", Integer.class);
		return (count != null) ? count : 0;
	}

}
