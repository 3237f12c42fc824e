/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Keys that a listener applies, in any spelling.
 */
record SettingKeys(Set<ConfigurationPropertyName> names) {

	static SettingKeys of(String... keys) {
		return new SettingKeys(Arrays.stream(keys).map(ConfigurationPropertyName::of).collect(Collectors.toSet()));
	}

	boolean have(String key) {
		return this.names.contains(ConfigurationPropertyName.adapt(key, '.'));
	}

	boolean differ(Snapshot old, Snapshot next) {
		return this.names.stream()
			.map(ConfigurationPropertyName::toString)
			.anyMatch((key) -> !Objects.equals(old.property(key), next.property(key)));
	}

}
