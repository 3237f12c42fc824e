/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.config;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Finds parts of features.
 */
public final class TestParts {

	private TestParts() {
	}

	/** Returns the only bean or part of a type. */
	public static <T> T part(ApplicationContext context, Class<T> type) {
		return LocalBeans.of((ConfigurableApplicationContext) context, type).reduce((one, other) -> {
			throw new AssertionError("Two of " + type);
		}).orElseThrow();
	}

}
