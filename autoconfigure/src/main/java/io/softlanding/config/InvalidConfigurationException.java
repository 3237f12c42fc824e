/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.config;

/**
 * Thrown when the configuration is invalid. Its failure analysis names the property, its
 * value and the fix, and start-up fails.
 *
 * @since 0.1
 */
public final class InvalidConfigurationException extends RuntimeException {

	private final String action;

	/**
	 * Creates the exception.
	 * @param description the property, its value, and why the value is invalid
	 * @param action what to change
	 */
	public InvalidConfigurationException(String description, String action) {
		super(description);
		this.action = action;
	}

	public String action() {
		return this.action;
	}

}
