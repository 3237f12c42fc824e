/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationShutdownHandlers;

/**
 * What is to be said when the process ends and all its contexts have closed.
 */
final class LastWord {

	private static final Logger logger = LoggerFactory.getLogger(LastWord.class);

	private final Runnable action;

	LastWord(Runnable action) {
		this.action = action;
	}

	void arm() {
		change((handlers) -> handlers.add(this.action));
	}

	void disarm() {
		change((handlers) -> handlers.remove(this.action));
	}

	private static void change(Consumer<SpringApplicationShutdownHandlers> change) {
		try {
			change.accept(SpringApplication.getShutdownHandlers());
		}
		catch (IllegalStateException ex) {
			logger.debug("The virtual machine began to shut down just now", ex);
		}
	}

}
