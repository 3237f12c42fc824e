/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.defect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application without a defect, unless profiles add some. Its store is a file with a
 * line for each order.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@RestController
@Import({ Defects.BlockingPreDestroy.class, Defects.ExecutorDropsTasks.class, Defects.CommitAfterResponse.class,
		Defects.WrittenTwice.class, Defects.ExitInHandler.class, Defects.LockNotReleased.class,
		Defects.TransactionNotEnded.class, Defects.RefusesEarly.class, Defects.ThreadNotEnded.class,
		Defects.ChildNotEnded.class, Defects.ConnectionNotClosed.class })
public class Orders {

	private final Path file;

	Orders(@Value("${orders.file}") Path file) {
		this.file = file;
	}

	public static void main(String[] args) {
		SpringApplication.run(Orders.class, args);
	}

	/**
	 * What clients are told.
	 *
	 * @param id its key
	 */
	record Order(String id) {

		static Order next(String kind) {
			return new Order(kind + "-" + UUID.randomUUID());
		}

	}

	@PostMapping("/orders")
	Order order() throws IOException {
		Order order = Order.next("order");
		store(order);
		return order;
	}

	/** Longer than clients wait that cancel. */
	@GetMapping("/slow")
	void slow() throws InterruptedException {
		new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
	}

	void store(Order order) throws IOException {
		Files.writeString(this.file, order.id() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

}
