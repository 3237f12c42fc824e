/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;

/**
 * A snapshot with its records and the settings they were bound from.
 *
 * @param types the types of the records, in their order
 * @param unknownKeys keys under the prefixes of the records that no record has
 * @param restartRequired keys that differ from those at the start and need a restart
 */
record BoundSnapshot(long generation, Instant at, ReloadTrigger trigger, Settings settings, ValueMask mask,
		List<ReloadableType> types, Object[] records, Set<String> unknownKeys,
		List<String> restartRequired) implements Snapshot {

	@Override
	public String digest() {
		return SettingsDigest.of(this.settings, this.mask, get(ReloadProperties.class).digestKey());
	}

	@Override
	public <T> T get(Class<T> type) {
		return type.cast(this.records[index(type)]);
	}

	int index(Class<?> type) {
		return IntStream.range(0, this.types.size())
			.filter((index) -> this.types.get(index).type() == type)
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No @EnableReloadable names " + type.getName()));
	}

	@Override
	public @Nullable String property(String key) {
		return this.settings.value(key);
	}

	@Override
	public Binder binder() {
		return Binder.get(this.settings.environment());
	}

	BoundSnapshot requiringRestart(List<String> keys) {
		return new BoundSnapshot(this.generation, this.at, this.trigger, this.settings, this.mask, this.types,
				this.records, this.unknownKeys, keys);
	}

	/** Values may be secrets. */
	@Override
	public String toString() {
		return "generation " + this.generation;
	}

}
