/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;

/**
 * A snapshot with its records and the settings they were bound from.
 */
final class BoundSnapshot implements Snapshot {

	private final long generation;

	private final Instant at;

	private final ReloadTrigger trigger;

	private final Settings settings;

	private final ValueMask mask;

	private final List<ReloadableType> types;

	private final Object[] records;

	private final Set<String> unknownKeys;

	private volatile List<String> restartRequired = List.of();

	BoundSnapshot(long generation, Instant at, ReloadTrigger trigger, Settings settings, ValueMask mask,
			List<ReloadableType> types, Object[] records, Set<String> unknownKeys) {
		this.generation = generation;
		this.at = at;
		this.trigger = trigger;
		this.settings = settings;
		this.mask = mask;
		this.types = types;
		this.records = records;
		this.unknownKeys = unknownKeys;
	}

	@Override
	public long generation() {
		return this.generation;
	}

	@Override
	public String digest() {
		return this.settings.digest(this.mask, get(ReloadProperties.class).digestKey());
	}

	@Override
	public Instant at() {
		return this.at;
	}

	@Override
	public ReloadTrigger trigger() {
		return this.trigger;
	}

	@Override
	public <T> T get(Class<T> type) {
		return type.cast(this.records[index(type)]);
	}

	@Override
	public @Nullable String property(String key) {
		return this.settings.value(key);
	}

	Object record(int index) {
		return this.records[index];
	}

	/** How many records there are. */
	int size() {
		return this.records.length;
	}

	int index(Class<?> type) {
		for (int i = 0; i < this.types.size(); i++) {
			if (this.types.get(i).type() == type) {
				return i;
			}
		}
		throw new IllegalArgumentException("No @EnableReloadable names " + type.getName());
	}

	Settings settings() {
		return this.settings;
	}

	/** Set before the snapshot is in force. */
	void restartRequired(List<String> keys) {
		this.restartRequired = keys;
	}

	/** Keys that differ from those at the start, and that nobody has put into effect. */
	List<String> restartRequired() {
		return this.restartRequired;
	}

	/** Keys under the records' prefixes that no record takes. */
	Set<String> unknownKeys() {
		return this.unknownKeys;
	}

	@Override
	public Binder binder() {
		return this.settings.binder();
	}

	/** Values may be secrets. */
	@Override
	public String toString() {
		return "generation " + this.generation;
	}

}
