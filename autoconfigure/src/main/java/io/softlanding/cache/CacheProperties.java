/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;

import io.softlanding.config.PropertyGroup;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * Settings of write-behind caches, and whether to flush caches in a drain.
 *
 * @param enabled Whether to flush caches when the instance drains.
 * @param writeBehind How write-behind caches write, unless they have settings of their
 * own.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.cache")
public record CacheProperties(@DefaultValue("true") boolean enabled, @DefaultValue WriteBehind writeBehind) {

	private static final CacheProperties DEFAULTS = new CacheProperties(true,
			new WriteBehind(WriteBehindSettings.Mode.WRITE_BEHIND, Duration.ofSeconds(1), 500, 10_000, 10_000,
					Duration.ofSeconds(5), WriteBehindSettings.WhenReadOnly.WRITE_THROUGH));

	/** Binds the properties of an environment. */
	static CacheProperties of(Environment environment) {
		return PropertyGroup.bind(environment, "softlanding.cache", DEFAULTS);
	}

	/**
	 * How write-behind caches write.
	 *
	 * @param mode Whether to acknowledge a write as soon as it is in memory, or when it
	 * is in the store.
	 * @param flushDelay Maximum time for which a write stays in memory only, as long as
	 * the store takes writes. A SIGKILL loses what is in memory only.
	 * @param batchSize Maximum number of entries in one call of the store.
	 * @param maxDirty Maximum number of dirty entries in a cache. Further writes go
	 * through to the store.
	 * @param maxEntries Maximum number of clean entries that each cache keeps in memory.
	 * @param writeTimeout Maximum time for which a write-through waits for other writes
	 * to the store.
	 * @param whenReadOnly Treatment of writes while the instance drains: write them
	 * through to the store, or refuse them.
	 */
	public record WriteBehind(@DefaultValue("write-behind") WriteBehindSettings.Mode mode,
			@DefaultValue("1s") Duration flushDelay, @DefaultValue("500") int batchSize,
			@DefaultValue("10000") int maxDirty, @DefaultValue("10000") long maxEntries,
			@DefaultValue("5s") Duration writeTimeout,
			@DefaultValue("write-through") WriteBehindSettings.WhenReadOnly whenReadOnly) {
	}

}
