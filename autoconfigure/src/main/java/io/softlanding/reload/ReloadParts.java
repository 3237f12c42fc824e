/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * What a reload works with.
 *
 * @param store the configuration in force
 * @param data the files and the live environment
 * @param reader reads the files
 * @param binder binds the records
 * @param validators check records against each other
 * @param listeners follow, in this order
 * @param calls calls them
 * @param patience how long the files may take to be read, and then to be bound
 * @param mounts which files cannot change
 * @param refusal why no reload is possible now, or {@code null} if it is
 * @param mask what may be shown of values
 * @param texts makes problems of failures
 * @param time the time of the day
 * @param clock monotonic time
 */
record ReloadParts(SnapshotStore store, ConfigData data, SettingsReader reader, RecordBinder binder,
		List<SnapshotValidator> validators, List<ReloadListener> listeners, TimedCalls calls, Duration patience,
		MountPoints mounts, Supplier<@Nullable String> refusal, ValueMask mask, ProblemTexts texts, Clock time,
		NanoClock clock) {

	/** Switched on or off when the application starts. */
	private static final ConfigurationPropertyName ENABLED = ConfigurationPropertyName.of(ReloadProperties.ENABLED);

	/** Says whether a key takes effect because a reloadable record has it. */
	Predicate<String> bound() {
		Predicate<ConfigurationPropertyName> bound = this.binder.bound();
		return (key) -> {
			ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
			return !name.equals(ENABLED) && bound.test(name);
		};
	}

}
