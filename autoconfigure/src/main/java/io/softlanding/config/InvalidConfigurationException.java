/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.config;

/**
 * A configuration that cannot work. Stops start-up with a text that names the property,
 * its value and the fix.
 *
 * @since 0.1
 */
public final class InvalidConfigurationException extends RuntimeException {

	private final String action;

	/**
	 * Creates the exception.
	 * @param description which property has which value, and why that cannot work
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
