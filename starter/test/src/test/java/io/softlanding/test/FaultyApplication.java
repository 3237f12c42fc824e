/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import jakarta.annotation.PreDestroy;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
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
			case "children" -> new ProcessBuilder("sleep", "600").start();
			default -> {
				// Later.
			}
		}
		SpringApplication.run(FaultyApplication.class, args);
	}

	private static String fault() {
		return System.getProperty("fault", "");
	}

	private static void stdout(String line) {
		try {
			new java.io.FileOutputStream(java.io.FileDescriptor.out).write((line + "\n").getBytes());
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
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

	@PreDestroy
	void stop() {
		if (fault().equals("endless")) {
			block();
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

}
