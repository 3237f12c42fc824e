/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * An application with a fault that the system property {@code fault} chooses.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public final class FaultyApplication {

	private FaultyApplication() {
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
		SpringApplicationBuilder builder = new SpringApplicationBuilder(FaultyApplication.class);
		if (fault().equals("parent-before")) {
			builder.parent(new SpringApplicationBuilder(Parent.class).web(WebApplicationType.NONE).run(args));
		}
		builder.run(args);
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
