/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.PrintStream;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

/**
 * An application that uses nothing but Spring Boot itself.
 */
@EnableAutoConfiguration
class WorkerApplication {

	// CHECKSTYLE:OFF what is printed is what the test reads
	private static final PrintStream OUT = System.out;

	// CHECKSTYLE:ON

	public static void main(String[] args) {
		SpringApplication.run(WorkerApplication.class, args);
	}

	@Bean
	CommandLineRunner runner() {
		return (args) -> OUT.println("RAN");
	}

	@EventListener
	void ready(ApplicationReadyEvent event) {
		OUT.println("READY");
	}

}
