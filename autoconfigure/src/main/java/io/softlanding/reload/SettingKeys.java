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
 * Keys that a listener applies, however a file spells them.
 */
final class SettingKeys {

	private final Set<ConfigurationPropertyName> names;

	private SettingKeys(Set<ConfigurationPropertyName> names) {
		this.names = names;
	}

	static SettingKeys of(String... keys) {
		return new SettingKeys(Arrays.stream(keys).map(ConfigurationPropertyName::of).collect(Collectors.toSet()));
	}

	boolean have(String key) {
		return this.names.contains(ConfigurationPropertyName.adapt(key, '.'));
	}

	/** Whether any of them has another value in the other snapshot. */
	boolean differ(Snapshot old, Snapshot next) {
		Settings before = ((BoundSnapshot) old).settings();
		Settings after = ((BoundSnapshot) next).settings();
		return this.names.stream().anyMatch((name) -> !Objects.equals(before.value(name), after.value(name)));
	}

}
