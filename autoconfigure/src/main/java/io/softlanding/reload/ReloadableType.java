/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import io.softlanding.config.InvalidConfigurationException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * A class whose instances are bound by each reload.
 *
 * @param type the class
 * @param prefix the prefix of its keys
 * @param strict whether it allows no unknown key
 */
record ReloadableType(Class<?> type, ConfigurationPropertyName prefix, boolean strict) {

	static ReloadableType of(Class<?> type) {
		ConfigurationProperties annotation = AnnotatedElementUtils.findMergedAnnotation(type,
				ConfigurationProperties.class);
		if (annotation == null) {
			throw new InvalidConfigurationException(
					"@EnableReloadable names %s, which has no @ConfigurationProperties.".formatted(type.getName()),
					"Put @ConfigurationProperties with a prefix on it.");
		}
		return new ReloadableType(type, ConfigurationPropertyName.of(annotation.prefix()),
				!annotation.ignoreUnknownFields());
	}

	boolean covers(ConfigurationPropertyName key) {
		return this.prefix.equals(key) || this.prefix.isAncestorOf(key);
	}

}
