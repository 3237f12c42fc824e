/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.redis;

import io.softlanding.config.InvalidConfigurationException;

import org.springframework.core.env.Environment;

/**
 * The instances that share state in Redis. Its name is in each key and each channel.
 *
 * @param name the name
 */
public record ApplicationGroup(String name) {

	private static final String PROPERTY = "softlanding.group";

	/**
	 * Returns the group of an application: what is configured, or else its name.
	 * @param environment the configuration
	 * @param feature what needs the group, as the subject of a sentence in the plural
	 */
	public static ApplicationGroup of(Environment environment, String feature) {
		String name = environment.getProperty(PROPERTY, "");
		String property = name.isBlank() ? "spring.application.name" : PROPERTY;
		name = name.isBlank() ? environment.getProperty(property, "") : name;
		if (name.isBlank()) {
			throw new InvalidConfigurationException(
					"%s are kept in Redis, but neither softlanding.group nor spring.application.name is set."
						.formatted(feature),
					"Set softlanding.group to a name that only the instances of this application and environment share.");
		}
		if (name.contains("{") || name.contains("}")) {
			throw new InvalidConfigurationException(
					"%s is '%s'. Braces in it would put keys that belong together on different nodes of a Redis Cluster."
						.formatted(property, name),
					"Set softlanding.group to a name without braces.");
		}
		return new ApplicationGroup(name);
	}

}
