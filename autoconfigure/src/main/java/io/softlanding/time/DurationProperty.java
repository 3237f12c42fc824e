/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.time;

import java.time.Duration;

import io.softlanding.config.InvalidConfigurationException;

/**
 * Checks of times that users set, and the way to write them back to users.
 *
 * @since 0.1
 */
public final class DurationProperty {

	private DurationProperty() {
	}

	/**
	 * Refuses a negative time.
	 * @param property the property's name
	 * @param value its value
	 * @return the value
	 * @throws InvalidConfigurationException if it is negative
	 */
	public static Duration notNegative(String property, Duration value) {
		if (value.isNegative()) {
			throw new InvalidConfigurationException(
					"%s is %s. A time cannot be negative.".formatted(property, text(value)),
					"Set %s to 0s or more.".formatted(property));
		}
		return value;
	}

	/**
	 * Refuses a negative time and none.
	 * @param property the property's name
	 * @param value its value
	 * @return the value
	 * @throws InvalidConfigurationException if it is not positive
	 */
	public static Duration positive(String property, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new InvalidConfigurationException("%s is %s. It must be positive.".formatted(property, text(value)),
					"Set %s to a positive time, for example 20s.".formatted(property));
		}
		return value;
	}

	/**
	 * Writes a time as a user would in a property.
	 * @param duration the time
	 * @return for example {@code 20s} or {@code 1500ms}
	 */
	public static String text(Duration duration) {
		long millis = duration.toMillis();
		return (millis % 1000 == 0) ? (millis / 1000) + "s" : millis + "ms";
	}

}
