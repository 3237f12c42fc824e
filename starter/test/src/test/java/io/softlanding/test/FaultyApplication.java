/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import javax.sql.DataSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application with a fault that the system property {@code fault} chooses.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@RestController
public class FaultyApplication {

	/** Acknowledged and not stored, which is lost with the process. */
	private final Queue<String> buffered = new ConcurrentLinkedQueue<>();

	private final DataSource dataSource;

	FaultyApplication(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	public static void main(String[] args) throws IOException {
		switch (fault()) {
			case "throws" -> throw new IllegalStateException("this application does not start");
			case "hangs" -> block();
			case "prints" -> {
				for (int i = 0; i < 100_000; i++) {
					stdout("line " + i + " " + "x".repeat(100));
				}
				stdout("the last line");
			}
			case "endless" -> Runtime.getRuntime().addShutdownHook(new Thread(FaultyApplication::block, "endless"));
			case "children" -> new ProcessBuilder("sleep", "600").start();
			default -> {
				// Later.
			}
		}
		if (fault().equals("parent")) {
			new SpringApplicationBuilder(Parent.class).web(WebApplicationType.NONE)
				.child(FaultyApplication.class)
				.run(args);
			return;
		}
		SpringApplication.run(FaultyApplication.class, args);
	}

	private static String fault() {
		return System.getProperty("fault", "");
	}

	private static void stdout(String line) {
		try {
			new FileOutputStream(FileDescriptor.out).write((line + "\n").getBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@PostMapping("/exit")
	void exit() {
		Runtime.getRuntime().halt(3);
	}

	@PostMapping("/buffer")
	Map<String, String> buffer() {
		String id = UUID.randomUUID().toString();
		this.buffered.add(id);
		return Map.of("id", id);
	}

	@PostMapping("/stuck")
	void transactionThatDoesNotEnd() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("SELECT 1");
			stdout("in a transaction");
			while (!Thread.currentThread().isInterrupted()) {
				block();
				// Deaf to interrupts, so that the transaction does not end by itself.
				Thread.interrupted();
			}
		}
	}

	private static void block() {
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** A context with nothing in it. */
	static class Parent {

	}

}
